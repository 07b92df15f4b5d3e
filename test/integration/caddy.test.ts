import { expect } from 'chai';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { CaddyProcess } from '../helpers/caddy-process.ts';
import { CountingProxy } from '../helpers/counting-proxy.ts';
import { startPlayer, type PlayerServer } from '../helpers/player-server.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('Caddy', function () {
  this.timeout(20_000);
  const program = requireProgram('caddy');
  let player: PlayerServer;
  let proxy: CountingProxy;
  let caddy: CaddyProcess;

  before(async () => {
    player = await startPlayer();
    proxy = await CountingProxy.open(player.port);
    caddy = await CaddyProcess.start(program.path, proxy.host);
  });
  after(async () => {
    await caddy?.close();
    await proxy?.close();
    await player?.close();
  });

  it('keeps the metrics from the world, however they are written', async () => {
    for (const path of ['/metrics', '/metrics/', '/METRICS', '/Metrics/', '//metrics', '/metric%73%2F']) {
      expect(await statusOf(path), path).to.equal(404);
    }
    expect([...proxy.counts.keys()]).to.deep.equal([]);
    expect(await statusOf('/api/time')).to.equal(200);
  });

  async function statusOf(path: string): Promise<number | undefined> {
    const ca = await caddy.rootCertificate();
    const outgoing = get({ host: 'localhost', port: caddy.port, path, ca, agent: false });
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  }
});
