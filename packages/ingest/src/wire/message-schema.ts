import * as z from 'zod';
import { type ClientMessage, MAX_TEXT_BYTES } from './message.ts';
import { CHANNEL_RANGE, PCM_ENCODINGS, SAMPLE_RATE_RANGE_HZ } from './pcm-format.ts';
import { WireError } from './wire-error.ts';

const MAX_EPOCH = 65_535;
const MAX_GAP_SECONDS = 60;
const LATEST_DATE_MS = 8.64e15;
const SHOWN_CHARACTERS = 60;

/** A schema whose every failure says the same: what was expected. */
function whole(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

function text(pattern: RegExp, expected: string) {
  return z.string(expected).regex(pattern, expected);
}

const epoch = whole(0, MAX_EPOCH);
const sample = whole(0, Number.MAX_SAFE_INTEGER);
const dateExpected = `milliseconds from 0 to ${LATEST_DATE_MS}`;
const dateMs = z.number(dateExpected).min(0, dateExpected).max(LATEST_DATE_MS, dateExpected);

/** The format of PCM, as a source declares it. */
const pcmFormat = z.object(
  {
    encoding: z.enum(PCM_ENCODINGS, `one of ${PCM_ENCODINGS.join(', ')}`),
    sampleRateHz: whole(SAMPLE_RATE_RANGE_HZ.min, SAMPLE_RATE_RANGE_HZ.max),
    channels: whole(CHANNEL_RANGE.min, CHANNEL_RANGE.max),
  },
  'an object with encoding, sampleRateHz and channels',
);

const schemas = {
  hello: z.object({
    type: z.literal('hello'),
    session: text(/^[A-Za-z0-9-]{8,64}$/, '8 to 64 characters of A-Z, a-z, 0-9 and -'),
    key: text(/^[^]{1,256}$/, 'a text of 1 to 256 characters').optional(),
    epoch,
    startSample: sample,
    format: pcmFormat,
    keptFromSample: sample.optional(),
    endSample: sample.optional(),
    isForJournalOnly: z.boolean('true or false').optional(),
    client: text(/^[^]{0,100}$/, 'a text of at most 100 characters').optional(),
  }),
  format: z.object({ type: z.literal('format'), epoch, startSample: sample, format: pcmFormat }),
  gap: z.object({
    type: z.literal('gap'),
    epoch,
    startSample: sample,
    samples: whole(1, MAX_GAP_SECONDS * SAMPLE_RATE_RANGE_HZ.max),
    reason: text(/^[^]{0,200}$/, 'a text of at most 200 characters'),
  }),
  clock: z.object({ type: z.literal('clock'), sample, capturedAtMs: dateMs }),
  time: z.object({ type: z.literal('time'), clientTimeMs: z.number('a number') }),
  stop: z.object({ type: z.literal('stop'), endSample: sample }),
} satisfies Record<ClientMessage['type'], z.ZodType>;

/**
 * Reads and checks a text frame of a client, with the bounds of docs/protocol.md. Fields that are not known are left
 * out.
 *
 * @throws WireError `too-large`, `bad-message`, or `bad-format` for an encoding, rate or channels that are not taken
 */
export function parseClientMessage(frame: Uint8Array): ClientMessage {
  if (frame.length > MAX_TEXT_BYTES) {
    const message = `A text frame may have at most ${MAX_TEXT_BYTES} bytes; this one has ${frame.length}.`;
    throw new WireError('too-large', message);
  }
  const value = parseJson(frame);
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) {
    const expected = `a JSON object whose type is one of ${Object.keys(schemas).join(', ')}`;
    throw new WireError('bad-message', `A text frame must hold ${expected}; type ${shown(type)} came.`);
  }
  const result = schemas[type as ClientMessage['type']].safeParse(value);
  if (result.success) return result.data as ClientMessage;
  throw errorOf(type, value, result.error);
}

function parseJson(frame: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame));
  } catch (cause) {
    const message = `A text frame must hold JSON in UTF-8; ${frame.length} bytes that are none came.`;
    throw new WireError('bad-message', message, { cause });
  }
}

function errorOf(type: string, value: unknown, error: z.ZodError): WireError {
  const { path, message } = error.issues[0] as z.core.$ZodIssue;
  const isFormat = path[0] === 'format' && path.length > 1;
  const came = path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown>)[key], value);
  const what = path[0] === 'key' ? 'something else' : shown(came);
  return new WireError(
    isFormat ? 'bad-format' : 'bad-message',
    `${path.join('.')} of ${type} must be ${message}; ${what} came.`,
  );
}

/** A value from outside, short enough for a message; never the text of a frame, which may hold a key. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length > SHOWN_CHARACTERS ? `${json.slice(0, SHOWN_CHARACTERS)}…` : json;
}
