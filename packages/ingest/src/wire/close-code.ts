/** Why a connection was refused or closed; the `code` of an `error` message. */
export type WireErrorCode =
  | 'too-large'
  | 'bad-message'
  | 'wrong-key'
  | 'too-many-attempts'
  | 'unknown-station'
  | 'hello-timeout'
  | 'station-busy'
  | 'evicted'
  | 'bad-format'
  | 'bad-checksum'
  | 'out-of-order'
  | 'bad-sample'
  | 'internal'
  | 'station-ended';

/**
 * Whether a client should connect again: `never` (a person must change something), `yes` (the same session, with
 * back-off), `later` (the station may become free) or `new-session` (this broadcast is over; begin another).
 */
export type Retry = 'never' | 'yes' | 'later' | 'new-session';

interface CloseRule {
  readonly closeCode: number;
  readonly retry: Retry;
}

const RULES: Record<WireErrorCode, CloseRule> = {
  'too-large': { closeCode: 1009, retry: 'never' },
  'bad-message': { closeCode: 4400, retry: 'never' },
  'wrong-key': { closeCode: 4401, retry: 'never' },
  'unknown-station': { closeCode: 4404, retry: 'never' },
  'hello-timeout': { closeCode: 4408, retry: 'yes' },
  'station-busy': { closeCode: 4409, retry: 'later' },
  evicted: { closeCode: 4410, retry: 'never' },
  'bad-format': { closeCode: 4415, retry: 'never' },
  'bad-checksum': { closeCode: 4422, retry: 'yes' },
  'out-of-order': { closeCode: 4424, retry: 'yes' },
  'bad-sample': { closeCode: 4425, retry: 'never' },
  'too-many-attempts': { closeCode: 4429, retry: 'later' },
  internal: { closeCode: 4500, retry: 'yes' },
  'station-ended': { closeCode: 4503, retry: 'new-session' },
};

/** Close code after `stopped`. */
export const CLOSE_STOPPED = 1000;

/** Close code of a server that goes down and may be back in seconds. */
export const CLOSE_GOING_AWAY = 1001;

/** The close code that goes with an error. */
export function closeCodeOf(code: WireErrorCode): number {
  return RULES[code].closeCode;
}

/** The error that a close code stands for; undefined for the codes of WebSocket itself. */
export function wireErrorCodeOf(closeCode: number): WireErrorCode | undefined {
  const codes = Object.keys(RULES) as WireErrorCode[];
  return codes.find((code) => RULES[code].closeCode === closeCode);
}

/** Whether connecting again may help after a close. Any code without a rule (1001, 1006, …) is a lost connection. */
export function retryOf(closeCode: number): Retry {
  const code = wireErrorCodeOf(closeCode);
  if (code !== undefined) return RULES[code].retry;
  return closeCode === CLOSE_STOPPED ? 'never' : 'yes';
}

/** Whether a text names an error of the protocol. */
export function isWireErrorCode(text: string): text is WireErrorCode {
  return Object.hasOwn(RULES, text);
}
