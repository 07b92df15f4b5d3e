import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { STREAM_KEY } from './ingest-server.ts';

/** A bare connection to a server, as source clients of Icecast have it. */
export class SourceConnection {
  readonly socket: Socket;
  /** What the server said so far. */
  said = '';
  /** Resolves when the server has closed, or the connection is broken. */
  readonly closed: Promise<unknown>;

  constructor(port: number) {
    this.socket = createConnection({ port, host: '127.0.0.1' });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => (this.said += text)).on('error', () => {});
    this.closed = once(this.socket, 'close');
  }

  write(...pieces: (string | Buffer)[]): this {
    for (const piece of pieces) this.socket.write(piece);
    return this;
  }

  /** Resolves with what the server said, once that matches. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.said)) {
      if (this.socket.closed) throw new Error(`the server closed after ${JSON.stringify(this.said)}`);
      await Promise.race([once(this.socket, 'data'), this.closed]);
    }
    return this.said;
  }

  /** Says that nothing more comes, and resolves with all that the server said. */
  async finish(): Promise<string> {
    this.socket.end();
    await this.closed;
    return this.said;
  }
}

/** A head as source clients write it; a header of an empty value is left out. */
export function sourceHead(requestLine: string, headers: Readonly<Record<string, string>> = {}): string {
  const fields = {
    Authorization: `Basic ${btoa(`source:${STREAM_KEY}`)}`,
    Host: '127.0.0.1',
    'User-Agent': 'test/1.0',
    'Content-Type': 'application/ogg',
    ...headers,
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== '');
  return `${requestLine}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
