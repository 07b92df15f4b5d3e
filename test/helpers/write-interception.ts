import { type FileHandle, open } from 'node:fs/promises';

/** A write of a file handle, as it was asked for. */
export interface InterceptedWrite {
  /** Carries it out as far as some bytes, or all of it. */
  carryOut(maxBytes?: number): Promise<{ bytesWritten: number }>;
  readonly bytes: number;
}

type Write = (
  this: FileHandle,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesWritten: number }>;

/** Lets a test stand between this process and its disk: every write of a file handle goes through `intercept`. */
export async function interceptWrites(
  intercept: (write: InterceptedWrite) => Promise<{ bytesWritten: number }>,
  action: () => Promise<void>,
): Promise<void> {
  const handle = await open('/dev/null', 'w');
  const prototype = Object.getPrototypeOf(handle) as { write: Write };
  await handle.close();
  const { write } = prototype;
  prototype.write = function (buffer, offset, length, position) {
    const carryOut = (maxBytes = length) =>
      write.call(this, buffer, offset, Math.min(length, maxBytes), position);
    return intercept({ carryOut, bytes: length });
  };
  try {
    await action();
  } finally {
    prototype.write = write;
  }
}
