import { createHmac, randomUUID } from 'node:crypto';
import type { StationEvent } from '../events/station-event.ts';

const ENCODED_SECRET = /^whsec_([A-Za-z0-9+/=]+)$/;
const MS_PER_SECOND = 1_000;

/** One event as it is sent, the same at every try. */
export interface WebhookMessage {
  /** Never used twice, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly body: string;
}

/** The message of an event. */
export function messageOf({ type, atMs, station, source }: StationEvent): WebhookMessage {
  const timestamp = new Date(atMs).toISOString();
  return { id: `msg_${randomUUID()}`, body: JSON.stringify({ type, timestamp, data: { station, source } }) };
}

/**
 * The headers that prove a message, as Standard Webhooks has them: HMAC-SHA256 of `ID.SECONDS.BODY`.
 *
 * @param secret any text, or `whsec_` and Base64
 * @param nowMs the time of this try, so that a receiver can refuse what is old
 */
export function headersOf(
  { id, body }: WebhookMessage,
  secret: string,
  nowMs: number,
): Record<string, string> {
  const seconds = Math.floor(nowMs / MS_PER_SECOND);
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'user-agent': 'Ringcast',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

function keyOf(secret: string): Buffer {
  const encoded = ENCODED_SECRET.exec(secret)?.[1];
  return encoded === undefined ? Buffer.from(secret) : Buffer.from(encoded, 'base64');
}
