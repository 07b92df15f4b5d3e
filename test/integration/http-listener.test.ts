import { expect } from 'chai';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { closeHttp, listenHttp, portOf } from '../../packages/server/src/http-listener.ts';
import { MemoryLogger } from '../helpers/memory-station.ts';
import { skipSuite } from '../helpers/skipped-suite.ts';

const AT_ONCE = 1_000;
const STALL_MS = 300;

describe('the port', () => {
  const sockets: Socket[] = [];
  let server: Server | undefined;

  before(function () {
    if (process.platform !== 'linux') skipSuite(this, 'only Linux counts who was turned away');
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    if (server) await closeHttp(server);
  });

  async function listen(onRequest: RequestListener): Promise<number> {
    server = await listenHttp({
      host: '127.0.0.1',
      port: 0,
      headerTimeoutMs: 10_000,
      patience: { bodyMs: 10_000, stallMs: STALL_MS },
      isPush: ({ method }) => method === 'PUT',
      connections: {
        maxConnections: 2 * AT_ONCE,
        maxConnectionsPerAddress: 2 * AT_ONCE,
        isProxy: () => false,
        logger: new MemoryLogger(),
      },
      onRequest,
      onUpgrade: () => {},
    });
    return portOf(server);
  }

  it('has a place for each of a thousand listeners who come at one instant', async () => {
    const port = await listen((_, response) => response.end());
    const before = await turnedAway();
    // Nothing is accepted before all of them are there: this process does both.
    for (let count = 0; count < AT_ONCE; count += 1) sockets.push(connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    expect((await turnedAway()) - before).to.equal(0);
  });

  it('lets a connection go whose answer nobody reads, and none whose push waits', async () => {
    let takePush = (): void => {};
    const port = await listen((request, response) => {
      if (request.method === 'GET') response.end(Buffer.alloc(50_000_000));
      else takePush = () => request.resume().once('end', () => response.end('taken'));
    });
    const push = connect(port, '127.0.0.1');
    push.write('PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n');
    push.write(Buffer.alloc(50_000_000));
    await once(server as Server, 'request');
    const idle = connect(port, '127.0.0.1').pause();
    const [served] = (await once(server as Server, 'connection')) as [Socket];
    sockets.push(push, idle);
    idle.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(served, 'close');
    takePush();
    expect(String(((await once(push, 'data')) as [Buffer])[0])).to.match(/\r\n\r\ntaken$/);
  });

  it('takes no more requests of one connection than wait for their answers in good faith', async () => {
    let taken = 0;
    const socket = connect(await listen(() => (taken += 1)), '127.0.0.1');
    sockets.push(socket.on('error', () => {}));
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1_000));
    await once(socket, 'close');
    expect(taken).to.be.within(1, 16);
  });
});

/** How often the system had no place for somebody, who then tries again a second later. */
async function turnedAway(): Promise<number> {
  const lines = (await readFile('/proc/net/netstat', 'utf8')).split('\n');
  const [names, values] = lines.filter((line) => line.startsWith('TcpExt:')).map((line) => line.split(' '));
  return Number(values?.[names?.indexOf('ListenOverflows') ?? -1]);
}
