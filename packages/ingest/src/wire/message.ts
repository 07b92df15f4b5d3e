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

/** The broadcaster pressed stop. */
export interface Stop {
  readonly type: 'stop';
  /** One past the last sample. */
  readonly endSample: number;
}

/** What a client may send as text. */
export type ClientMessage = Hello | FormatChange | Gap | Clock | TimeRequest | Stop;

/** Answers a hello: the client sends from `nextSample` on. */
export interface Welcome {
  readonly type: 'welcome';
  readonly nextSample: number;
  readonly serverTimeMs: number;
  readonly acknowledgeEveryMs: number;
  /** Samples sent and not acknowledged may last this long at most. */
  readonly inFlightMs: number;
}

/** Every sample before `nextSample` was taken. */
export interface Ack {
  readonly type: 'ack';
  readonly nextSample: number;
}

/** Answers a stop: everything was taken and is published. */
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
export type ServerMessage = Welcome | Ack | Stopped | TimeAnswer | ErrorMessage;

/** Writes a control message as the text of a frame. */
export function encodeMessage(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message);
}

const SERVER_NUMBERS: Record<Exclude<ServerMessage['type'], 'error'>, readonly string[]> = {
  welcome: ['nextSample', 'serverTimeMs', 'acknowledgeEveryMs', 'inFlightMs'],
  ack: ['nextSample'],
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

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
