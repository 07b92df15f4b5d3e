import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { limitBodies } from '../../../../packages/server/src/doors/body-limit.ts';

const WITHIN_MS = 100;

describe('limitBodies', () => {
  let server: Server;
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function listen(onRequest: RequestListener): Promise<void> {
    const isPush = ({ method }: { method?: string | undefined }): boolean => method === 'PUT';
    // Else Node closes what is idle after an answer; a body that trickles never is.
    server = createServer({ keepAliveTimeout: 0 }, limitBodies(onRequest, { withinMs: WITHIN_MS, isPush }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** Begins a body of three bytes. */
  function begin(method: string): Socket {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    socket.write(`${method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na`);
    return socket;
  }

  it('closes the connection of a body that does not come whole in time, and not that of a push', async () => {
    await listen((request, response) => void text(request).then((body) => response.end(body)));
    const push = begin('PUT');
    await once(server, 'request');
    await once(begin('POST'), 'close');
    push.write('bc');
    expect(String(((await once(push, 'data')) as [Buffer])[0])).to.match(/\r\n\r\nabc$/);
  });

  it('waits no longer for what is left of a body that nobody wants', async () => {
    await listen((_, response) => response.end());
    for (const method of ['GET', 'POST', 'PUT']) await once(begin(method).resume(), 'close');
  });

  it('leaves a connection whose body has come alone, however long its answer takes', async () => {
    let answerFirst: (() => void) | undefined;
    await listen((request, response) => {
      request.resume();
      answerFirst ??= () => response.end('late');
    });
    const first = begin('POST');
    first.write('bc');
    await once(server, 'request');
    for (let count = 0; count < 2; count += 1) await once(begin('POST'), 'close');
    answerFirst?.();
    expect(String(((await once(first, 'data')) as [Buffer])[0])).to.match(/\r\n\r\nlate$/);
  });
});
