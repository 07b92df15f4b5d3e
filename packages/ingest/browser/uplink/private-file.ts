import type { SpillFile } from '../../src/wire/sender-spill-log.ts';

/** What the system's files are in a worker, whose types do not go together with the page's. */
export interface SyncAccessHandle {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { readonly at: number }): number;
  truncate(sizeBytes: number): void;
  flush(): void;
  close(): void;
}

/** A file of the origin-private file system, as a worker may use it. */
export class PrivateFile implements SpillFile {
  readonly #handle: SyncAccessHandle;

  constructor(handle: SyncAccessHandle) {
    this.#handle = handle;
  }

  get sizeBytes(): number {
    return this.#handle.getSize();
  }

  read(into: Uint8Array<ArrayBuffer>, atByte: number): number {
    return this.#handle.read(into, { at: atByte });
  }

  write(bytes: Uint8Array<ArrayBuffer>, atByte: number): void {
    const written = this.#handle.write(bytes, { at: atByte });
    if (written < bytes.length) throw new Error(`${bytes.length} bytes were to be written; ${written} were.`);
  }

  truncate(sizeBytes: number): void {
    this.#handle.truncate(sizeBytes);
  }

  flush(): void {
    this.#handle.flush();
  }

  close(): void {
    this.#handle.close();
  }
}
