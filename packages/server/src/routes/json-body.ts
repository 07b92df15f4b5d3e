import type { IncomingMessage } from 'node:http';
import getRawBody from 'raw-body';
import type * as z from 'zod';
import { AdminError } from './admin-error.ts';

/** Far more than any request of the administration has. */
const MAX_BODY_BYTES = 65_536;

/** Reads a body of JSON. @throws AdminError `too-large`, `bad-body` that names what is wrong */
export async function readJsonBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse(parse(await readText(request)));
  if (result.success) return result.data;
  const what = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new AdminError('bad-body', `The body is not what is expected here. ${what.join('; ')}`);
}

async function readText(request: IncomingMessage): Promise<string> {
  try {
    return (await getRawBody(request, { limit: MAX_BODY_BYTES })).toString();
  } catch (cause) {
    const isTooLarge = cause instanceof Error && 'type' in cause && cause.type === 'entity.too.large';
    const message = isTooLarge
      ? `The body may have ${MAX_BODY_BYTES} bytes; more came.`
      : 'The body did not come whole.';
    throw new AdminError(isTooLarge ? 'too-large' : 'bad-body', message, { cause });
  }
}

/** What is no JSON is undefined, which no schema takes. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
