/** What a command was asked to do and cannot; the message says why. The process ends with {@link EXIT_CODES} `failed`. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
