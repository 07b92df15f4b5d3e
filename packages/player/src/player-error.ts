/** What can go wrong at the player, as a stable word a caller may branch on. */
export type PlayerErrorCode =
  | 'bad-path'
  | 'not-found'
  | 'method-not-allowed'
  | 'unknown-station'
  | 'unknown-rendition'
  | 'off-air'
  | 'token-needed'
  | 'token-wrong'
  | 'token-expired'
  | 'unknown-media'
  | 'media-not-yet'
  | 'range-not-satisfiable'
  | 'bad-directive'
  | 'too-far-ahead'
  | 'blocked-too-long'
  | 'too-many-waiting'
  | 'pages-not-built'
  | 'closing'
  | 'internal';

/** The base of every error the player answers with; the message is written for the one who asked. */
export class PlayerError extends Error {
  override readonly name: string = 'PlayerError';

  constructor(
    readonly code: PlayerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * An error as one that may be told to a listener.
 *
 * @param error anything that was thrown; what is no {@link PlayerError} becomes `internal` and keeps its `cause`.
 */
export function toPlayerError(error: unknown): PlayerError {
  if (error instanceof PlayerError) return error;
  return new PlayerError('internal', 'The server failed to answer. Its log says why.', { cause: error });
}
