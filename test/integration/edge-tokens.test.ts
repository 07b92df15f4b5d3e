import { ADMITTED } from '@ringcast/player';
import { expect } from 'chai';
import { CountingProxy } from '../helpers/counting-proxy.ts';
import { EdgeProcess } from '../helpers/edge-process.ts';
import { httpGet } from '../helpers/http-get.ts';
import { startPlayer, type PlayerServer } from '../helpers/player-server.ts';
import { requireProgram } from '../helpers/required-program.ts';

const PART = 'main/aac-96/111.4.m4s';
const LISTENERS = 20;

describe('the edge, for listeners with tokens', function () {
  this.timeout(20_000);
  const nginx = requireProgram('nginx');
  /** Until when each may listen. */
  const endsAtMs = new Map<string, number>();
  let player: PlayerServer;
  let proxy: CountingProxy;
  let edge: EdgeProcess;

  before(async () => {
    for (let listener = 0; listener < LISTENERS; listener += 1) endsAtMs.set(`l${listener}`, Infinity);
    player = await startPlayer({
      stations: ['main', 'open'],
      judgeListener: (station, token) => {
        if (station === 'open') return ADMITTED;
        const forMs = (endsAtMs.get(token ?? '') ?? 0) - performance.now();
        return forMs > 0 ? { kind: 'admitted', forMs } : { kind: 'token-wrong' };
      },
    });
    player.builder.publishUntil(112, 5);
    proxy = await CountingProxy.open(player.port);
    edge = await EdgeProcess.start(nginx.path, { players: [proxy.host], ingests: [proxy.host] });
  });
  after(async () => {
    await edge?.close();
    await proxy?.close();
    await player?.close();
  });

  async function ask(path: string): Promise<{ status: number; bytes: string }> {
    const { status, body } = await httpGet(edge.url(path));
    return { status, bytes: body.toString('latin1') };
  }

  it('asks once for a part that all of them wait for', async () => {
    const next = 'main/aac-96/112.5.m4s';
    const waiting = Array.from(endsAtMs.keys(), (token) => ask(`/live/~${token}/${next}`));
    await edge.untilWaiting(LISTENERS);
    player.builder.publishParts(1);
    const bytes = player.builder.partOf('aac-96', 112, 5).toString('latin1');
    for (const answer of await Promise.all(waiting)) expect(answer).to.deep.equal({ status: 200, bytes });
    expect([...proxy.counts].filter(([url]) => url.endsWith(next)).map(([, count]) => count)).to.deep.equal([
      1,
    ]);
  });

  it('gives nothing without a good one, though it is in the cache, and says why', async () => {
    expect((await ask(`/live/~l1/${PART}`)).status).to.equal(200);
    for (const path of [`/live/${PART}`, `/live/~another/${PART}`]) {
      const { status, bytes } = await ask(path);
      expect(status, path).to.equal(403);
      expect(JSON.parse(bytes)).to.have.property('code', 'token-wrong');
    }
    expect((await ask(`/live/~l1/~l2/${PART}`)).status).to.equal(404);
  });

  it('gives nothing to whoever names another station beside it', async () => {
    expect((await ask(`/live/~l1/${PART}`)).status).to.equal(200);
    for (const path of [`/live/~x%252Fopen%3F/${PART}`, `/live/~x%2Fopen%2F..%252F/${PART}`]) {
      const { status, bytes } = await ask(path);
      expect(status, path).to.equal(400);
      expect(JSON.parse(bytes)).to.have.property('code', 'bad-path');
    }
    expect((await ask(`/live/open/${PART}`)).status).to.equal(404);
    expect((await ask(`/live/~${'x'.repeat(201)}/${PART}`)).status).to.equal(404);
  });

  it('gives nothing once its time is over', async () => {
    endsAtMs.set('short', performance.now() + 2_000);
    const endedAt = endsAtMs.get('short') ?? 0;
    while ((await ask(`/live/~short/${PART}`)).status === 200) {
      expect(performance.now()).to.be.below(endedAt + 500);
    }
    expect((await ask(`/live/~short/${PART}`)).status).to.equal(403);
    expect((await ask(`/live/~l1/${PART}`)).status).to.equal(200);
  });

  it('asks about each once, however often it comes', () => {
    const admissions = [...proxy.counts].filter(([url]) => /^\/live\/~l\d+\/main$/.test(url));
    expect(admissions).to.have.lengthOf(LISTENERS);
    expect(admissions.map(([, count]) => count)).to.deep.equal(Array(LISTENERS).fill(1));
  });

  it('says for each whether he may listen, to who asks in front of it', async () => {
    expect((await ask('/live/~l1/main')).status).to.equal(204);
    expect((await ask('/live/~another/main')).status).to.equal(403);
    expect((await ask('/live/main')).status).to.equal(403);
  });

  it('complains of nothing', () => {
    expect(edge.log).to.equal('');
  });

  it('tells no token in its log, whatever goes wrong', async () => {
    await proxy.close();
    expect((await ask('/live/~l1/main/aac-96/112.6.m4s')).status).to.be.within(502, 504);
    expect((await ask('/live/~unseen/main/aac-96/112.6.m4s')).status).to.be.within(500, 504);
    // The log is read in the order in which nginx writes it: what it says of this page comes last.
    await ask('/listen/main');
    while (!edge.log.includes('/listen/main')) await edge.complained();
    expect(edge.log).to.not.match(/~l1|~unseen/);
  });
});
