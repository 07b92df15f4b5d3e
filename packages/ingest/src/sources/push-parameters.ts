import * as z from 'zod';
import { SourceError } from '../source-error.ts';
import { CHANNEL_RANGE, PCM_ENCODINGS, type PcmFormat, SAMPLE_RATE_RANGE_HZ } from '../wire/pcm-format.ts';

const SHOWN_CHARACTERS = 60;

function whole(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  const digits = z.string(expected).regex(/^\d{1,9}$/, expected);
  return digits.transform(Number).refine((value) => value >= min && value <= max, expected);
}

const parameters = z.object({
  format: z.enum(PCM_ENCODINGS, `one of ${PCM_ENCODINGS.join(', ')}`),
  rate: whole(SAMPLE_RATE_RANGE_HZ.min, SAMPLE_RATE_RANGE_HZ.max),
  channels: whole(CHANNEL_RANGE.min, CHANNEL_RANGE.max),
});

/**
 * The format of a pushed body, by the query of its address (`?format=s16le&rate=48000&channels=2`). Undefined without
 * any of the three: the body is encoded audio.
 *
 * @throws SourceError `bad-parameter`, naming the parameter
 */
export function parsePushParameters(query: URLSearchParams): PcmFormat | undefined {
  const names = Object.keys(parameters.shape);
  if (!names.some((name) => query.has(name))) return undefined;
  const values = Object.fromEntries(names.map((name) => [name, singleValueOf(query, name)]));
  const result = parameters.safeParse(values);
  if (!result.success) throw errorOf(values, result.error);
  const { format, rate, channels } = result.data;
  return { encoding: format, sampleRateHz: rate, channels };
}

function singleValueOf(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length <= 1) return values[0];
  throw new SourceError('bad-parameter', `${name} must come once; it came ${values.length} times.`);
}

function errorOf(values: Record<string, string | undefined>, error: z.ZodError): SourceError {
  const { path, message } = error.issues[0] as z.core.$ZodIssue;
  const name = String(path[0]);
  const value = values[name];
  const came = value === undefined ? 'nothing' : JSON.stringify(value.slice(0, SHOWN_CHARACTERS));
  return new SourceError('bad-parameter', `${name} must be ${message}; ${came} came.`);
}
