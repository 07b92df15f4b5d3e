import type { Readable } from 'node:stream';
import { SourceError } from '../source-error.ts';

/** How a body is read. */
export interface BodyReaderOptions {
  /** How long no byte may come; the time that the reader of the bytes takes does not count. */
  readonly idleMs: number;
  /** Ends the reading with its reason. */
  readonly signal: AbortSignal;
}

/**
 * The bytes of a body as they come.
 *
 * @throws SourceError `body-stalled`, or `body-aborted` where the connection is lost; the signal's reason
 */
export async function* readBody(body: Readable, options: BodyReaderOptions): AsyncGenerator<Buffer> {
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    const next = await nextChunk(chunks, options);
    if (next.done) return;
    yield next.value;
  }
}

function nextChunk(chunks: AsyncIterator<Buffer>, { idleMs, signal }: BodyReaderOptions) {
  return new Promise<IteratorResult<Buffer>>((resolve, reject) => {
    const settle = (action: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      action();
    };
    const onAbort = () => settle(() => reject(signal.reason));
    const timer = setTimeout(() => settle(() => reject(stalled(idleMs))), idleMs);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) return onAbort();
    chunks.next().then(
      (next) => settle(() => resolve(next)),
      (cause: unknown) => settle(() => reject(aborted(cause))),
    );
  });
}

function aborted(cause: unknown): SourceError {
  return new SourceError('body-aborted', 'The connection was lost before the body ended.', { cause });
}

function stalled(idleMs: number): SourceError {
  return new SourceError('body-stalled', `No byte came for ${idleMs / 1_000} s, so the push was ended.`);
}
