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
  | ({ readonly name: 'reconnecting' } & Retrying)
  /** Trying again cannot help before a person changes something. */
  | { readonly name: 'refused'; readonly code: Problem['code']; readonly message: string }
  /** Capture has ended; what waits is being sent. `retryAtMs` is there while the connection is lost. */
  | { readonly name: 'stopping'; readonly retryAtMs?: number }
  | { readonly name: 'stopped' };

/** A connection that is lost, and when it is tried again. */
export interface Retrying {
  /** Attempts that failed since the server last took a sample. */
  readonly attempt: number;
  /** On the sender's clock; from then on the attempt is under way. */
  readonly retryAtMs: number;
  readonly problem: Problem;
}

/** The state of a sender that was started and has not ended. */
export function stateOf(source: {
  readonly isStopping: boolean;
  readonly isLive: boolean;
  readonly retrying: Retrying | undefined;
}): SenderState {
  const { isStopping, isLive, retrying } = source;
  if (isStopping) return { name: 'stopping', ...(retrying && { retryAtMs: retrying.retryAtMs }) };
  if (retrying !== undefined) return { name: 'reconnecting', ...retrying };
  return { name: isLive ? 'live' : 'connecting' };
}

/** What is said of a connection that ended without a message of the server. */
export function problemOfClose(code?: WireErrorCode): Problem {
  if (code === undefined)
    return { code: 'connection-lost', message: 'The connection to the server is lost.' };
  return { code, message: `The server closed the connection (${code}).` };
}

const QUICK_DELAY_MS = 100;
const BASE_DELAY_MS = 250;
/** The longest delay by how long ago the connection was live; a server that restarts is found again within half a second. */
const LONGEST_DELAYS_MS = [
  { untilMs: 10_000, delayMs: 500 },
  { untilMs: 60_000, delayMs: 2_000 },
] as const;
const LONGEST_DELAY_MS = 5_000;

/** What the wait before an attempt depends on. */
export interface RetryCircumstances {
  /** Counted from 1. */
  readonly attempt: number;
  /** How long ago the server took samples; undefined where it never did. */
  readonly sinceLiveMs: number | undefined;
  /** From 0 to 1. */
  readonly random: number;
}

/**
 * How long to wait before an attempt. The first after a connection that was live comes within 0.1 s; then 0.25 s,
 * doubled each time up to 0.5 s, 2 s where the last live connection is 10 s ago, 5 s where it is a minute ago or never
 * was. A random half of it is left out, so that broadcasters do not come back in step after a restart of the server.
 */
export function retryDelayMs({ attempt, sinceLiveMs, random }: RetryCircumstances): number {
  const wasLive = sinceLiveMs !== undefined;
  if (wasLive && attempt === 1) return QUICK_DELAY_MS * random;
  const doublings = Math.min(attempt - (wasLive ? 2 : 1), 16);
  const longest = LONGEST_DELAYS_MS.find(({ untilMs }) => wasLive && sinceLiveMs < untilMs);
  const delayMs = Math.min(longest?.delayMs ?? LONGEST_DELAY_MS, BASE_DELAY_MS * 2 ** doublings);
  return delayMs * (1 - random / 2);
}
