import type { WireErrorCode } from './close-code.ts';
import { IngestError, type IngestErrorOptions } from './ingest-error.ts';

/** A breach of the protocol, or the reason why a server ends a connection. */
export class WireError extends IngestError {
  override readonly name = 'WireError';

  constructor(
    readonly code: WireErrorCode,
    message: string,
    options?: IngestErrorOptions,
  ) {
    super(message, options);
  }
}
