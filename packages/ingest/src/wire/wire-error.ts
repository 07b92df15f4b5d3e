import { IngestError } from '../ingest-error.ts';
import type { WireErrorCode } from './close-code.ts';

/** A breach of the protocol, or the reason why a server ends a connection. */
export class WireError extends IngestError<WireErrorCode> {
  override readonly name = 'WireError';
}
