import { type ClientRequest, get as getPlainly, type IncomingMessage } from 'node:http';
import { get as getByTls } from 'node:https';
import { text } from 'node:stream/consumers';

/** What this computer's server said. */
export interface OwnAnswer {
  readonly status: number;
  readonly text: string;
}

const LIMIT_MS = 5_000;

/**
 * Asks the server on this computer. Its certificate is for the name that the world knows it by and is not looked at.
 * Rejects where nothing answers by HTTP.
 */
export function askOwnServer(url: string): Promise<OwnAnswer> {
  return new Promise((resolve, reject) => {
    const take = (response: IncomingMessage): void => {
      const status = response.statusCode ?? 0;
      text(response).then((said) => resolve({ status, text: said }), reject);
    };
    const signal = AbortSignal.timeout(LIMIT_MS);
    const asked: ClientRequest = url.startsWith('https:')
      ? getByTls(url, { signal, agent: false, rejectUnauthorized: false }, take)
      : getPlainly(url, { signal, agent: false }, take);
    asked.on('error', reject);
  });
}
