import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import type { SpillFile } from '../wire/sender-spill-log.ts';

const OWNER_ONLY = 0o600;

/** A file of this computer for samples that wait; made where it is not there, and kept when it is closed. */
export class NodeSpillFile implements SpillFile {
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, OWNER_ONLY);
  }

  get sizeBytes(): number {
    return fstatSync(this.#descriptor).size;
  }

  read(into: Uint8Array<ArrayBuffer>, atByte: number): number {
    return readSync(this.#descriptor, into, 0, into.length, atByte);
  }

  write(bytes: Uint8Array<ArrayBuffer>, atByte: number): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, atByte + done);
    }
  }

  truncate(sizeBytes: number): void {
    ftruncateSync(this.#descriptor, sizeBytes);
  }

  flush(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
