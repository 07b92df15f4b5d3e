import { isWireErrorCode, type WireErrorCode } from './close-code.ts';
import type { PcmFormat } from './pcm-format.ts';

/** Subprotocol of the WebSocket. */
export const SUBPROTOCOL = 'ringcast.v1';

/** The longest text frame, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 4_096;

/** Opens or resumes a session; the first message of a connection. */
export interface Hello {
  readonly type: 'hello';
  /** 8 to 64 characters `[A-Za-z0-9-]`, random, the same on every reconnect of a broadcast. */
  readonly session: string;
  /** Stream key, where the request did not carry it. */
  readonly key?: string;
  /** Number of `format`, 0 to 65,535. */
  readonly epoch: number;
  /** First sample of the epoch. */
  readonly startSample: number;
  readonly format: PcmFormat;
  /** Oldest sample the client can still send; where a server begins that no longer knows the session. */
  readonly keptFromSample?: number;
  /** One past the newest sample that was captured, so that a server that puts the session on air anew begins near it. */
  readonly endSample?: number;
  /** Whether what is still to come is too old to go on air, as of a broadcast whose page was closed. */
  readonly isForJournalOnly?: boolean;
  /** What the client is, for the operator's log. */
  readonly client?: string;
}

/** Declares a further format, before the first block that is in it. */
export interface FormatChange {
  readonly type: 'format';
  readonly epoch: number;
  readonly startSample: number;
  readonly format: PcmFormat;
}

/** Declares samples that were never captured. */
export interface Gap {
  readonly type: 'gap';
  readonly epoch: number;
  readonly startSample: number;
  readonly samples: number;
  readonly reason: string;
}

/** Says when a sample was captured, on the server's clock. */
export interface Clock {
  readonly type: 'clock';
  readonly sample: number;
  readonly capturedAtMs: number;
}

/** Asks for the server's time. */
export interface TimeRequest {
  readonly type: 'time';
  /** On any clock of the client; comes back as it is. */
  readonly clientTimeMs: number;
}

/** The broadcaster pressed stop; may be said while samples before `endSample` are still to come. */
export interface Stop {
  readonly type: 'stop';
  /** One past the last sample. */
  readonly endSample: number;
}

/** What a client may send as text. */
export type ClientMessage = Hello | FormatChange | Gap | Clock | TimeRequest | Stop;

/** How far the server is with a session. */
export interface Progress {
  /** Every sample before it is kept for good; PCM is wanted from here on. */
  readonly nextSample: number;
  /** Every sample before it is with the station on air, or is too late for it. Never less than `nextSample`. */
  readonly liveSample: number;
}

/** Answers a hello: the client sends from `nextSample` on. */
export interface Welcome extends Progress {
  readonly type: 'welcome';
  readonly serverTimeMs: number;
  readonly acknowledgeEveryMs: number;
  /** Samples sent that the station does not have may last this long at most. */
  readonly inFlightMs: number;
  /** How long blocks should be: longer ones cost listeners time, shorter ones the server work. */
  readonly blockMs: number;
}

/** Says how far the server is. */
export interface Ack extends Progress {
  readonly type: 'ack';
}

/** Something the broadcaster should know while the broadcast goes on. */
export interface Notice {
  readonly type: 'notice';
  readonly code: NoticeCode;
  /** A sentence for the broadcaster. */
  readonly message: string;
}

const NOTICE_CODES = ['journal-failing', 'journal-recovered', 'standing-by', 'took-over'] as const;

/**
 * `journal-failing`: samples cannot be written to the server's disk for now. `journal-recovered`: they can again.
 * `standing-by`: another source is on air, and this one waits for it to go. `took-over`: it has gone.
 */
export type NoticeCode = (typeof NOTICE_CODES)[number];

/** Answers a stop: everything was taken, is kept and is published. */
export interface Stopped {
  readonly type: 'stopped';
  readonly nextSample: number;
}

/** Answers a {@link TimeRequest}. */
export interface TimeAnswer {
  readonly type: 'time';
  readonly clientTimeMs: number;
  readonly serverTimeMs: number;
}

/** Says why the connection is about to be closed. */
export interface ErrorMessage {
  readonly type: 'error';
  readonly code: WireErrorCode;
  /** A sentence for the broadcaster. */
  readonly message: string;
}

/** What a server may send. */
export type ServerMessage = Welcome | Ack | Notice | Stopped | TimeAnswer | ErrorMessage;

/** Writes a control message as the text of a frame. */
export function encodeMessage(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}

const SERVER_NUMBERS: Record<Exclude<ServerMessage['type'], 'error' | 'notice'>, readonly string[]> = {
  welcome: ['nextSample', 'liveSample', 'serverTimeMs', 'acknowledgeEveryMs', 'inFlightMs', 'blockMs'],
  ack: ['nextSample', 'liveSample'],
  stopped: ['nextSample'],
  time: ['clientTimeMs', 'serverTimeMs'],
};

/**
 * Reads a server's message in a client; undefined where the text is none that is known, so that a client lives on
 * with a newer server.
 */
export function parseServerMessage(text: string): ServerMessage | undefined {
  const fields = parseObject(text);
  if (fields === undefined || typeof fields['type'] !== 'string') return undefined;
  const type = fields['type'];
  if (type === 'error') return parseError(fields);
  if (type === 'notice') return parseNotice(fields);
  if (!Object.hasOwn(SERVER_NUMBERS, type)) return undefined;
  const names = SERVER_NUMBERS[type as keyof typeof SERVER_NUMBERS];
  const isComplete = names.every((name) => Number.isFinite(fields[name]));
  return isComplete ? (fields as unknown as ServerMessage) : undefined;
}

function parseError(fields: Record<string, unknown>): ErrorMessage | undefined {
  const { code, message } = fields;
  if (typeof code !== 'string' || !isWireErrorCode(code) || typeof message !== 'string') return undefined;
  return { type: 'error', code, message };
}

function parseNotice({ code, message }: Record<string, unknown>): Notice | undefined {
  const known = NOTICE_CODES.find((one) => one === code);
  return known && typeof message === 'string' ? { type: 'notice', code: known, message } : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
