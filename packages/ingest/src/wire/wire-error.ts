import type { WireErrorCode } from './close-code.ts';

/** A breach of the protocol, or the reason why a server ends a connection. The message is made for people. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
