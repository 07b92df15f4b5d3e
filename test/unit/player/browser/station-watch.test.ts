import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { addressOfStation } from '../../../../packages/player/browser/station/station-address.ts';
import {
  type StationStatus,
  StationWatch,
} from '../../../../packages/player/browser/station/station-watch.ts';

describe('StationWatch', () => {
  let server: Server;
  let watch: StationWatch;
  let onAir: boolean;
  let renditions: readonly string[];
  let told: StationStatus[];

  beforeEach(async () => {
    [onAir, renditions, told] = [true, ['aac-96', 'flac'], []];
    server = createServer((_, response) => {
      response.end(JSON.stringify({ onAir, renditions: renditions.map((name) => ({ name })) }));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    watch = new StationWatch({
      address: addressOfStation('main', `http://127.0.0.1:${port}/`),
      onChange: (status) => told.push(status),
      isAwaited: () => true,
    });
  });
  afterEach(async () => {
    watch.close();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  it('tells what is new, once', async () => {
    await watch.poll();
    await watch.poll();
    expect(told).to.deep.equal([{ kind: 'onAir', renditions: ['aac-96', 'flac'] }]);
  });

  it('asks on where the station went off air just before its sound began', async () => {
    onAir = false;
    const polled = watch.poll();
    watch.pause();
    await polled;
    expect(told).to.deep.equal([{ kind: 'offAir' }]);
    await once(server, 'request');
  });

  it('tells of a ladder that is another now', async () => {
    await watch.poll();
    renditions = ['aac-96'];
    await watch.poll();
    expect(told.at(-1)).to.deep.equal({ kind: 'onAir', renditions: ['aac-96'] });
    expect(watch.status).to.equal(told.at(-1));
  });
});
