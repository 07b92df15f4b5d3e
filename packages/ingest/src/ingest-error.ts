import type { WireErrorCode } from './wire/close-code.ts';

/** What can go wrong on the way in, as a stable word a caller may branch on. */
export type IngestErrorCode =
  | WireErrorCode
  | 'bad-parameter'
  | 'bad-upgrade'
  | 'empty-body'
  | 'not-audio'
  | 'broken-audio'
  | 'body-stalled'
  | 'origin-refused'
  | 'too-many-connections'
  | 'page-missing';

const STATUS: Record<IngestErrorCode, number> = {
  'bad-parameter': 400,
  'bad-upgrade': 400,
  'bad-message': 400,
  'empty-body': 400,
  'wrong-key': 401,
  'origin-refused': 403,
  'unknown-station': 404,
  'body-stalled': 408,
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
  internal: 500,
  'station-ended': 503,
  'page-missing': 503,
};

/** The base of every error of ingest. The message is made for the broadcaster and never holds a key. */
export class IngestError<Code extends IngestErrorCode = IngestErrorCode> extends Error {
  override readonly name: string = 'IngestError';
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The HTTP status that goes with an error. */
export function statusOf(code: IngestErrorCode): number {
  return STATUS[code];
}
