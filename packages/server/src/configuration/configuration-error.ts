/** A setting that cannot be used; the message names it, what was expected and what came, a line for each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'bad-configuration';
}
