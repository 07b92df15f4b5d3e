import { expect } from 'chai';
import { untilOnAir } from '../helpers/playlist-follower.ts';
import { httpGet } from '../helpers/http-get.ts';
import { Machines } from '../helpers/machines.ts';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { PushRequest, type PushAnswer, type PushOptions } from '../helpers/push-request.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { WebcastClient } from '../helpers/webcast-client.ts';

const NOW_PLAYING = '/api/stations/main/now-playing';
const FORMAT = '?format=s16le&rate=48000&channels=2';
const SECOND_SAMPLES = 48_000;

describe('the edge, while the first ingest stands by', function () {
  this.timeout(30_000);
  const redis = requireProgram('redis');
  const nginx = requireProgram('nginx');
  requireProgram('ffmpeg');
  let machines: Machines;
  let host: string;
  let headers: Record<string, string>;

  before(async () => {
    machines = await Machines.start(
      { redis: redis.path, nginx: nginx.path },
      { RINGCAST_RENDITIONS: 'aac-96' },
    );
    host = `127.0.0.1:${machines.edge.port}`;
    headers = { Authorization: `Bearer ${machines.ingests[0].key}` };
    await machines.restartFirstIngest();
    expect((await httpGet(machines.ingests[0].url(NOW_PLAYING))).status).to.equal(503);
  });
  after(async () => {
    await machines?.close();
  });

  it('leads a push to the one that has the station, and every byte of it as it comes', async () => {
    const push = new PushRequest({ host, path: `/ingest/main${FORMAT}`, headers });
    push.outgoing.write(numberedNoise(0, SECOND_SAMPLES));
    await untilOnAir(machines.edge.url('/live/main/aac-96/live.m3u8'));
    push.outgoing.end(numberedNoise(SECOND_SAMPLES, SECOND_SAMPLES));
    const { status, body } = await push.answer();
    expect(status).to.equal(200);
    expect(body).to.include({ samples: 2 * SECOND_SAMPLES });
  });

  for (const [method, path] of [
    ['POST', '/ingest/main'],
    ['PUT', '/main'],
  ] as const) {
    it(`leads ${method} ${path} there`, async () => {
      const answer = await send({ method, path: path + FORMAT }, numberedNoise(0, SECOND_SAMPLES));
      expect(answer.status).to.equal(200);
    });
  }

  it('leads there with what is playing', async () => {
    const song = { title: 'Title' };
    const { status } = await send({ method: 'PUT', path: NOW_PLAYING }, Buffer.from(JSON.stringify(song)));
    expect(status).to.equal(200);
    const { body } = await httpGet(machines.ingests[1].url(NOW_PLAYING));
    expect(JSON.parse(body.toString())).to.have.nested.property('nowPlaying.title', 'Title');
  });

  it('hands on what is said of a station that is none', async () => {
    const { status, body } = await send({ path: '/ingest/nowhere' }, Buffer.from('sound'));
    expect({ status, code: body.code }).to.deep.equal({ status: 404, code: 'unknown-station' });
  });

  it('leads webcast.js there', async () => {
    const client = await WebcastClient.connect({ host });
    client.hello({ mime: 'audio/webm;codecs=opus', user: 'source', password: 'wrong' });
    expect((await client.closed).code).to.equal(4401);
  });

  function send(options: Omit<PushOptions, 'host' | 'headers'>, body: Buffer): Promise<PushAnswer> {
    const push = new PushRequest({ ...options, host, headers });
    push.outgoing.end(body);
    return push.answer();
  }
});
