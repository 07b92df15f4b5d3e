import type { Logger } from '@ringcast/segmenter';

/** Whose disk it is. */
export interface DiskReportOptions {
  readonly station: string;
  readonly session: string;
  readonly folder: string;
  readonly logger: Logger;
}

/** Says once that a disk fails, and once that it is over. */
export class DiskReport {
  readonly #options: DiskReportOptions;
  #failure: string | undefined;

  constructor(options: DiskReportOptions) {
    this.#options = options;
  }

  /** Why the last write failed; undefined where it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  noteFailure(cause: unknown): void {
    const isNew = this.#failure === undefined;
    this.#failure = messageOf(cause);
    if (!isNew) return;
    const message = 'the journal cannot be written: what arrives waits in memory, unacknowledged';
    this.#options.logger.error(this.#fieldsWith({ error: this.#failure }), message);
  }

  noteSuccess(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#options.logger.info(this.#fieldsWith({}), 'the journal is written again');
  }

  /** The journal was closed, and this many bytes are not on the disk. */
  noteLoss(cause: unknown, waitingBytes: number): void {
    this.#failure = messageOf(cause);
    const message = 'the journal was closed before all was written; nothing of that was acknowledged';
    this.#options.logger.error(this.#fieldsWith({ waitingBytes, error: this.#failure }), message);
  }

  #fieldsWith(more: object): object {
    const { station, session, folder } = this.#options;
    return { station, session, folder, ...more };
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
