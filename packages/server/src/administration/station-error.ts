/** What can be wrong with making, changing and removing stations. */
export type StationErrorCode =
  | 'unknown-station'
  | 'station-exists'
  | 'station-configured'
  | 'station-elsewhere'
  | 'too-many-stations';

/** A station that cannot be made, changed or removed; the message says what to do. */
export class StationError extends Error {
  override readonly name = 'StationError';

  constructor(
    readonly code: StationErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
