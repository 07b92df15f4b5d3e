import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { limitConnections } from '../../../../packages/server/src/doors/connection-limit.ts';
import { MemoryLogger } from '../../../helpers/memory-station.ts';

describe('limitConnections', () => {
  let server: Server;
  let logger: MemoryLogger;
  const sockets: Socket[] = [];

  beforeEach(() => {
    server = createServer();
    logger = new MemoryLogger();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  async function listen(limits: { all: number; perAddress: number; isProxy?: boolean }): Promise<void> {
    limitConnections(server, {
      maxConnections: limits.all,
      maxConnectionsPerAddress: limits.perAddress,
      isProxy: () => limits.isProxy ?? false,
      logger,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }

  /** Resolves when a connection is answered, with whether it was. */
  async function isServed(): Promise<boolean> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    server.once('request', (_, response) => response.end());
    return Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)]);
  }

  it('serves an address as often as it may, and again when it has left', async () => {
    await listen({ all: 10, perAddress: 2 });
    expect([await isServed(), await isServed(), await isServed(), await isServed()]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(logger.lines.map(({ fields }) => fields)).to.deep.equal([{ setting: 'maxConnectionsPerAddress' }]);
    const [first] = sockets;
    first?.destroy();
    while ((await count()) > 1) await new Promise(setImmediate);
    expect(await isServed()).to.equal(true);
  });

  it('does not count a proxy', async () => {
    await listen({ all: 10, perAddress: 1, isProxy: true });
    expect([await isServed(), await isServed()]).to.deep.equal([true, true]);
  });

  it('serves so many in all', async () => {
    await listen({ all: 2, perAddress: 10 });
    expect([await isServed(), await isServed(), await isServed()]).to.deep.equal([true, true, false]);
    expect(logger.lines.map(({ fields }) => fields)).to.deep.equal([{ setting: 'maxConnections' }]);
  });

  function count(): Promise<number> {
    return new Promise((resolve) => server.getConnections((_, number) => resolve(number)));
  }
});
