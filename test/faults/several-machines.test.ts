import { expect } from 'chai';
import { get } from 'node:https';
import { CaddyProcess } from '../helpers/caddy-process.ts';
import { httpGet, httpGetFound } from '../helpers/http-get.ts';
import { Machines } from '../helpers/machines.ts';
import { NodeBroadcaster } from '../helpers/node-broadcaster.ts';
import { PlaylistWatch } from '../helpers/playlist-watch.ts';
import { untilOnAir } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';

/** Longer than that no listener is without a new part. */
const TAKEN_OVER_WITHIN_MS = 5_000;
/** What listeners hold back, and what a busy machine is late. */
const UNHEARD_MS = 1_000;
const RENDITION = 'aac-96';

describe('several machines', function () {
  this.timeout(40_000);
  const redis = requireProgram('redis');
  const nginx = requireProgram('nginx');
  const caddyProgram = requireProgram('caddy');
  requireProgram('ffmpeg');
  let machines: Machines;
  let caddy: CaddyProcess;
  let broadcaster: NodeBroadcaster;
  let watch: PlaylistWatch;

  before(async () => {
    machines = await Machines.start(
      { redis: redis.path, nginx: nginx.path },
      { RINGCAST_RENDITIONS: 'aac-48,aac-96' },
    );
    caddy = await CaddyProcess.start(caddyProgram.path, `127.0.0.1:${machines.edge.port}`);
    const host = `127.0.0.1:${machines.edge.port}`;
    broadcaster = new NodeBroadcaster({ host, key: machines.ingests[0].key });
    await untilOnAir(machines.edge.url(`/live/main/${RENDITION}/live.m3u8`));
    watch = new PlaylistWatch(machines.edge.url('/live/main'), RENDITION);
    await watch.moreParts(5);
  });
  after(async () => {
    broadcaster.close();
    await watch.close();
    await caddy.close();
    await machines.close();
  });

  it('serve one broadcast alike: every player, and the edge before them by https', async () => {
    const path = `/live/main/${RENDITION}/live.m3u8`;
    const found = await Promise.all(machines.players.map((player) => httpGetFound(player.url(path))));
    const media = [...(found[0]?.body.toString() ?? '').matchAll(/^(\d+\.m4s)$/gm)].at(-1)?.[1] ?? '';
    const url = `/live/main/${RENDITION}/${media}`;
    const bodies = await Promise.all(machines.players.map((player) => httpGetFound(player.url(url))));
    const secure = await getSecurely(url);
    expect(new Set(bodies.map(({ body }) => body.toString('base64')))).to.deep.equal(
      new Set([secure.toString('base64')]),
    );
    expect((await getSecurely('/broadcast/main')).toString()).to.contain('ringcast-capture');
  });

  it('are administered through the edge', async () => {
    for (const path of ['/admin', '/assets/admin/admin.js', '/api/docs', '/api/openapi.json']) {
      expect((await httpGet(machines.edge.url(path))).status, path).to.equal(200);
    }
  });

  it('leave a station to the ingest that has it', async () => {
    const answer = await fetch(machines.ingests[1].url('/ingest/main'), {
      method: 'PUT',
      headers: { Authorization: `Bearer ${machines.ingests[1].key}` },
      body: 'sound',
    });
    expect(answer.status).to.equal(503);
    expect(await answer.json()).to.have.property('code', 'station-elsewhere');
  });

  it('go on without a missing part when a player is killed', async () => {
    const sinceMs = performance.now();
    await machines.players[0].stop('SIGKILL');
    await watch.moreParts(15);
    expect(Math.max(...watch.pausesMs(sinceMs))).to.be.at.most(UNHEARD_MS);
    expect([...watch.ledger.faults, ...watch.faults]).to.deep.equal([]);
  });

  it('go on when Redis is killed and comes back empty, with everything acknowledged', async () => {
    await machines.redis.kill();
    // The player serves what it has.
    expect((await httpGet(machines.edge.url(`/live/main/${RENDITION}/live.m3u8`))).status).to.equal(200);
    await machines.redis.begin();
    await watch.moreParts(15);
    expect([...watch.ledger.faults, ...watch.faults]).to.deep.equal([]);
    expect(broadcaster.notices).to.deep.equal([]);
    expect(broadcaster.stats.unacknowledgedMs).to.be.at.most(1_000);
  });

  it('go on when both ingests are told to stop at once, and are started again', async () => {
    const exits = await machines.restartIngests();
    expect(exits).to.deep.equal(exits.map(() => ({ code: 0, signal: null })));
    await broadcaster.untilState('live');
    await watch.moreParts(15);
    expect([...watch.ledger.faults, ...watch.faults]).to.deep.equal([]);
  });

  it('go on at another ingest when the first is killed', async () => {
    const sinceMs = performance.now();
    await machines.ingests[0].stop('SIGKILL');
    await watch.moreParts(15);
    expect(Math.max(...watch.pausesMs(sinceMs))).to.be.at.most(TAKEN_OVER_WITHIN_MS);
    expect(watch.ledger.faults).to.deep.equal([]);
    // What was acknowledged and not published is on the machine that is gone.
    expect([...new Set(watch.faults)]).to.deep.equal(['a discontinuity was declared']);
    await broadcaster.untilState('live');
  });

  async function getSecurely(path: string): Promise<Buffer> {
    const ca = await caddy.rootCertificate();
    return new Promise((resolve, reject) => {
      get({ host: 'localhost', port: caddy.port, path, ca, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      }).on('error', reject);
    });
  }
});
