import type { WireErrorCode } from './wire/close-code.ts';
import { IngestError } from './wire/ingest-error.ts';

/** What can go wrong over HTTP, beside what can over a WebSocket too. */
export type SourceErrorCode =
  | 'bad-parameter'
  | 'bad-request'
  | 'length-required'
  | 'bad-upgrade'
  | 'empty-body'
  | 'not-audio'
  | 'broken-audio'
  | 'body-stalled'
  | 'body-aborted'
  | 'origin-refused'
  | 'too-many-connections'
  | 'page-missing'
  | 'going-down'
  | 'station-elsewhere';

/** A source or a request that cannot be served. */
export class SourceError extends IngestError {
  override readonly name = 'SourceError';

  constructor(
    readonly code: SourceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const STATUS: Record<SourceErrorCode | WireErrorCode, number> = {
  'bad-parameter': 400,
  'bad-request': 400,
  'length-required': 411,
  'bad-upgrade': 400,
  'bad-message': 400,
  'empty-body': 400,
  'wrong-key': 401,
  'origin-refused': 403,
  'unknown-station': 404,
  'body-stalled': 408,
  'body-aborted': 400,
  'hello-timeout': 408,
  'station-busy': 409,
  evicted: 409,
  'too-large': 413,
  'not-audio': 415,
  'bad-format': 415,
  'broken-audio': 422,
  'bad-sample': 422,
  'bad-checksum': 422,
  'out-of-order': 422,
  'too-many-connections': 429,
  'too-many-attempts': 429,
  internal: 500,
  'station-ended': 503,
  'page-missing': 503,
  'going-down': 503,
  'station-elsewhere': 503,
};

/** The HTTP status that goes with an error's code; 500 for a code that is not ingest's. */
export function statusOf(code: string): number {
  return Object.hasOwn(STATUS, code) ? STATUS[code as keyof typeof STATUS] : 500;
}
