import { WireError } from '../wire/wire-error.ts';

const BYTES_PER_MB = 1_000_000;

/** Where files are kept that can only be decoded once they are whole, and how much all of them together may take. */
export class SpoolBudget {
  readonly folder: string;
  readonly #maxBytes: number;
  #takenBytes = 0;

  constructor({ folder, maxBytes }: { folder: string; maxBytes: number }) {
    this.folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** @throws WireError `too-large` where there is no more room */
  take(bytes: number): void {
    if (this.#takenBytes + bytes > this.#maxBytes) {
      const room = `${Math.floor(this.#maxBytes / BYTES_PER_MB)} MB for all of them`;
      const mend = 'ffmpeg -i IN.m4a -c copy -movflags +faststart OUT.m4a';
      const message = `A file whose index (moov) comes at its end is kept until it is whole, and there are ${room}. To put it first: ${mend}`;
      throw new WireError('too-large', message);
    }
    this.#takenBytes += bytes;
  }

  /** What was taken is free again. */
  giveBack(bytes: number): void {
    this.#takenBytes -= bytes;
  }
}
