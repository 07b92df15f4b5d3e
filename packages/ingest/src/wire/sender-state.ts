import type { WireErrorCode } from './close-code.ts';

/** Why a connection ended, in a sentence for the broadcaster. */
export interface Problem {
  readonly code: WireErrorCode | 'connection-lost';
  readonly message: string;
}

/** What a sender is doing. */
export type SenderState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | { readonly name: 'live' }
  /** The next attempt begins at `retryAtMs` of the sender's clock; from then on it is under way. */
  | {
      readonly name: 'reconnecting';
      /** Attempts that failed since the server last took a sample. */
      readonly attempt: number;
      readonly retryAtMs: number;
      readonly problem: Problem;
    }
  /** Trying again cannot help before a person changes something. */
  | { readonly name: 'refused'; readonly code: Problem['code']; readonly message: string }
  /** Capture has ended; what waits is being sent. `retryAtMs` is there while the connection is lost. */
  | { readonly name: 'stopping'; readonly retryAtMs?: number }
  | { readonly name: 'stopped' };

/** What is said of a connection that ended without a message of the server. */
export function problemOfClose(code?: WireErrorCode): Problem {
  if (code === undefined)
    return { code: 'connection-lost', message: 'The connection to the server is lost.' };
  return { code, message: `The server closed the connection (${code}).` };
}

const BASE_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;

/**
 * How long to wait before an attempt: doubled each time from 0.25 s up to 5 s, of which a random half is left out,
 * so that broadcasters do not come back in step after a restart of the server.
 *
 * @param attempt counted from 1
 * @param random from 0 to 1
 */
export function retryDelayMs(attempt: number, random: number): number {
  const delayMs = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** Math.min(attempt - 1, 16));
  return delayMs * (1 - random / 2);
}
