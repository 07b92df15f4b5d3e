import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { SourceError } from '../source-error.ts';
import { WireError } from '../wire/wire-error.ts';

/** As much as a request's head may have, which carries the same when it is no body. */
const MAX_BYTES = 16_384;
const SHOWN_CHARACTERS = 60;

/** The whole of a short body. @throws WireError `too-large` */
export async function readSmallBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new WireError('too-large', `The body may have ${MAX_BYTES} bytes; more came.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * A short body of JSON.
 *
 * @param expected completes "The body must be …".
 * @throws SourceError `bad-parameter`, WireError `too-large`
 */
export async function readSmallJson<T>(
  request: IncomingMessage,
  schema: z.ZodType<T>,
  expected: string,
): Promise<T> {
  const text = (await readSmallBody(request)).toString();
  const result = schema.safeParse(jsonOf(text));
  if (result.success) return result.data;
  const came = JSON.stringify(text.slice(0, SHOWN_CHARACTERS));
  throw new SourceError('bad-parameter', `The body must be ${expected}; ${came} came.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
