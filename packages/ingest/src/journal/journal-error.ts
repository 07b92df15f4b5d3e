import { IngestError } from '../wire/ingest-error.ts';

/** What can go wrong with a journal, beside a disk that fails, which is waited for. */
export type JournalErrorCode =
  | 'no-journal'
  | 'file-exists'
  | 'hole'
  | 'bad-name'
  | 'session-known'
  | 'record-too-long'
  | 'journal-closed';

/** A journal that cannot be used as it was asked to be. */
export class JournalError extends IngestError {
  override readonly name = 'JournalError';

  constructor(
    readonly code: JournalErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
