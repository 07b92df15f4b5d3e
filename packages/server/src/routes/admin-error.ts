import { StationError } from '../administration/station-error.ts';
import { KeyError } from '../keys/key-error.ts';

/** What can be wrong with a request of the administration, beside what each thing it asks for says itself. */
export type AdminErrorCode =
  | 'wrong-key'
  | 'too-many-attempts'
  | 'bad-body'
  | 'too-large'
  | 'not-found'
  | 'too-many-viewers'
  | 'internal';

/** A request of the administration that is refused; the message never holds a key. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  /** When trying again can help, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: AdminErrorCode,
    message: string,
    { retryAfterSeconds, ...options }: ErrorOptions & { retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

type Refusal = AdminError | KeyError | StationError;

const STATUS: Record<Refusal['code'], number> = {
  'wrong-key': 401,
  'bad-body': 400,
  'bad-label': 400,
  'bad-station': 400,
  'not-found': 404,
  'unknown-key': 404,
  'unknown-station': 404,
  'station-exists': 409,
  'station-configured': 409,
  'station-elsewhere': 409,
  'too-many-stations': 409,
  'too-many-viewers': 429,
  'too-many-keys': 409,
  'too-many-attempts': 429,
  'too-large': 413,
  'broken-key-file': 500,
  internal: 500,
};

/** An error as one that may be told; what is not made for telling becomes `internal` and keeps its `cause`. */
export function toAdminError(error: unknown): Refusal {
  if (error instanceof AdminError || error instanceof KeyError || error instanceof StationError) return error;
  return new AdminError('internal', 'The server failed; its log says more.', { cause: error });
}

/** The HTTP status of an error. */
export function statusOf({ code }: Refusal): number {
  return STATUS[code];
}
