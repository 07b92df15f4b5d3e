import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { openHttpRedirect } from '../../../../packages/server/src/tls/http-redirect.ts';
import { MemoryLogger } from '../../../helpers/memory-station.ts';

const AT_ONCE = 1_200;

describe('openHttpRedirect', () => {
  const sockets: Socket[] = [];
  let https: Server;
  let port: number;

  beforeEach(async () => {
    https = createServer().listen(0, '127.0.0.1');
    await once(https, 'listening');
    const logger = new MemoryLogger();
    await openHttpRedirect({ host: '127.0.0.1', publicUrl: undefined, httpRedirectPort: 0 }, https, logger);
    ({ port } = (logger.lines[0] as { fields: object }).fields as { port: number });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    https.close();
    await once(https, 'close');
  });

  function open(): Socket {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    return socket;
  }

  /** All that is said until the server closes; nothing where it has no place. */
  async function answerTo(request: string): Promise<string> {
    let said = '';
    const socket = open().on('data', (bytes) => (said += String(bytes)));
    socket.write(request);
    await once(socket, 'close');
    return said;
  }

  it('takes no more connections than a way to another port needs', async () => {
    const closed = Array.from({ length: AT_ONCE }, () => once(open(), 'close'));
    await Promise.race(closed);
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(closed);
    let said = '';
    // The server learns a moment later that they are gone.
    while (said === '') said = await answerTo('GET /listen/main HTTP/1.1\r\nHost: radio.example\r\n\r\n');
    expect(said).to.match(/^HTTP\/1\.1 308 /);
  });
});
