/** What is known of an error beside its message. */
export interface IngestErrorOptions extends ErrorOptions {
  readonly retryAfterSeconds?: number;
}

/** The base of every error of ingest. The message is made for the broadcaster and never holds a key. */
export abstract class IngestError extends Error {
  /** A stable word a caller may branch on. */
  abstract readonly code: string;
  /** When trying again can help, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { retryAfterSeconds, ...options }: IngestErrorOptions = {}) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
