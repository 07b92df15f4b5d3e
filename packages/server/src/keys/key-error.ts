/** What can be wrong with making and revoking keys. */
export type KeyErrorCode = 'bad-label' | 'bad-station' | 'too-many-keys' | 'unknown-key' | 'broken-key-file';

/** A key that cannot be made, found or revoked; the message says what to do and never holds a key. */
export class KeyError extends Error {
  override readonly name = 'KeyError';

  constructor(
    readonly code: KeyErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
