import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { limitRequests } from '../../../../packages/server/src/doors/request-limit.ts';
import { MemoryLogger } from '../../../helpers/memory-station.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const AT_ONCE = 8;

describe('limitRequests', () => {
  let server: Server;
  let logger: MemoryLogger;
  let socket: Socket;
  let said: string;

  beforeEach(() => {
    logger = new MemoryLogger();
    said = '';
  });
  afterEach(async () => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function open(onRequest: RequestListener): Promise<void> {
    server = createServer(limitRequests(onRequest, logger)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => {}).on('data', (bytes) => (said += String(bytes)));
  }

  async function untilAnswered(count: number): Promise<void> {
    while (said.split('HTTP/1.1 200').length <= count) await once(socket, 'data');
  }

  it('closes a connection on which too many requests wait, and hands over no more of them', async () => {
    const waiting: ServerResponse[] = [];
    await open((_, response) => void waiting.push(response));
    socket.write(REQUEST.repeat(2_000));
    await once(socket, 'close');
    expect(waiting.length).to.equal(AT_ONCE);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(['warn']);
  });

  it('answers in turn what a client sends ahead', async () => {
    const waiting: ServerResponse[] = [];
    await open((_, response) => {
      if (waiting.push(response) === AT_ONCE) for (const each of waiting.toReversed()) each.end();
    });
    socket.write(REQUEST.repeat(AT_ONCE));
    await untilAnswered(AT_ONCE);
  });

  it('serves any number on one connection that is kept', async () => {
    await open((_, response) => response.end());
    for (let count = 1; count <= 3 * AT_ONCE; count += 1) {
      socket.write(REQUEST);
      await untilAnswered(count);
    }
    expect(logger.lines).to.deep.equal([]);
  });
});
