import type { IncomingMessage } from 'node:http';
import { WireError } from '../wire/wire-error.ts';

/** As much as a request's head may have, which carries the same when it is no body. */
const MAX_BYTES = 16_384;

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
