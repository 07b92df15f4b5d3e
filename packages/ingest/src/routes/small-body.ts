import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import { SourceError } from '../source-error.ts';
import { WireError } from '../wire/wire-error.ts';

const SHOWN_CHARACTERS = 60;

/** The whole of a short body. @throws WireError `too-large` */
export async function readSmallBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new WireError('too-large', `The body may have ${maxBytes} bytes; more came.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What a short body of JSON may be. */
export interface SmallJson<T> {
  readonly schema: z.ZodType<T>;
  /** Completes "The body must be …". */
  readonly expected: string;
  readonly maxBytes: number;
}

/**
 * A short body of JSON.
 *
 * @throws SourceError `bad-parameter`, WireError `too-large`
 */
export async function readSmallJson<T>(
  request: IncomingMessage,
  { schema, expected, maxBytes }: SmallJson<T>,
): Promise<T> {
  const text = (await readSmallBody(request, maxBytes)).toString();
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
