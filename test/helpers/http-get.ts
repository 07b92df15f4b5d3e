import { Agent, get, type IncomingHttpHeaders } from 'node:http';

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** When its last byte came, by the machine's monotonic clock. */
  readonly endedAtNs: bigint;
}

const agent = new Agent({ keepAlive: true });

/** Fetches a URL over connections that are kept open, as players do. */
export function httpGet(url: string, signal?: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = get(url, { agent, ...(signal && { signal }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const endedAtNs = process.hrtime.bigint();
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks), endedAtNs });
      });
    });
    outgoing.on('error', reject);
  });
}

/** Fetches what has to be there. Rejects with the server's words where it is not. */
export async function httpGetFound(url: string, signal?: AbortSignal): Promise<HttpAnswer> {
  const answer = await httpGet(url, signal);
  if (answer.status === 200) return answer;
  throw new Error(`${url} was answered with ${answer.status}: ${answer.body.toString()}`);
}
