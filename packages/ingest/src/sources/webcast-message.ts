import * as z from 'zod';
import { WireError } from '../wire/wire-error.ts';

/** The subprotocol of webcast.js (https://github.com/webcast/webcast.js/blob/master/SPECS.md). */
export const WEBCAST_SUBPROTOCOL = 'webcast';

const text = z.string().catch('');

const message = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    data: z.object({ mime: z.string(), user: z.string().optional(), password: z.string().optional() }),
  }),
  z.object({
    type: z.literal('metadata'),
    data: z.object({ title: text, artist: text, song: text }).partial(),
  }),
]);

/** What a client of webcast.js says, beside its sound. */
export type WebcastMessage = z.infer<typeof message>;

/**
 * Reads a text frame; undefined where its type is unknown, which the specification asks to pass over.
 *
 * @throws WireError `bad-message`
 */
export function parseWebcastMessage(frame: Buffer): WebcastMessage | undefined {
  const json = jsonOf(frame.toString());
  const result = message.safeParse(json);
  if (result.success) return result.data;
  const type = z.object({ type: z.string() }).safeParse(json).data?.type;
  if (type !== undefined && type !== 'hello' && type !== 'metadata') return undefined;
  // What came is not quoted: it may hold the stream key.
  const wrong = result.error.issues.map(({ path }) => path.join('.')).filter((path) => path !== '');
  const came =
    wrong.length > 0 ? `what came lacks ${wrong.join(', ')}` : `${frame.length} bytes of something else came`;
  throw new WireError('bad-message', `A message of webcast was expected, JSON with type and data; ${came}.`);
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
