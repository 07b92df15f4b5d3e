import { expect } from 'chai';
import { PublicationBuilder } from '../helpers/publication-builder.ts';
import { RedisProcess } from '../helpers/redis-process.ts';
import { isInWindow, RedisStage } from '../helpers/redis-stage.ts';
import { contentsOf } from '../helpers/publication-log.ts';
import { requireProgram } from '../helpers/required-program.ts';

/** How long a lease outlives its holder, and a reasonable time to notice. */
const TAKEN_OVER_WITHIN_MS = 4_000;
/** It is asked for every 400 ms. */
const TOLD_WITHIN_MS = 150;

describe('leases in Redis', function () {
  this.timeout(20_000);
  const program = requireProgram('redis');
  let redis: RedisProcess;
  let stage: RedisStage;

  before(async () => {
    redis = await RedisProcess.start(program.path);
  });
  after(() => redis.kill());

  beforeEach(() => {
    stage = new RedisStage(redis);
  });

  afterEach(() => stage.close());

  it('leave a station to who had it, when Redis comes back empty', async () => {
    const { builder, claimed } = await stage.write('kept');
    const waiting = await stage.claim(stage.open('waiting'), 'kept');
    let isTaken = false;
    void waiting.taken.then(() => (isTaken = true));
    builder.publishParts(3);
    await claimed.writer.flush();
    await redis.kill();
    await redis.begin();
    builder.publishParts(1);
    const reading = await stage.read(['kept']);
    await reading.upTo(builder.manifest);
    expect(isTaken).to.equal(false);
  });

  it('give a station to one process at a time, and its window to the next', async () => {
    const first = stage.open('first');
    const { builder, written, claimed } = await stage.write('moved', { store: first });
    builder.publishUntil(111, 6);
    await claimed.writer.flush();
    const next = (await stage.claim(stage.open('second'), 'moved')).taken;
    const beganAtMs = performance.now();
    await first.close();
    const { previous, writer } = await next;
    expect(performance.now() - beganAtMs).to.be.at.most(TAKEN_OVER_WITHIN_MS);
    expect(previous?.manifest).to.deep.equal(builder.manifest);
    const open111 = ['aac-96', 'aac-48'].map((rendition) => {
      return `${rendition}/111.m4s ${builder.segmentOf(rendition, 111, 6).toString()}`;
    });
    expect(contentsOf(previous ? [previous] : [])).to.deep.equal(
      [...contentsOf(written).filter(isInWindow(builder)), ...open111].toSorted(),
    );

    // Who had it before may not write any more; who has it now goes on.
    const before = builder.manifest;
    builder.subscribe((publication) => writer.write(publication));
    if (previous) writer.write(previous);
    builder.publishParts(3);
    await writer.flush();
    const reading = await stage.read(['moved']);
    await reading.upTo(builder.manifest);
    expect(reading.publications.at(-1)?.manifest).to.not.deep.equal(before);
    await writer.close();
  });

  it('tell at once who waits for a station that it is handed over, and what was left of it', async () => {
    const [first, second] = [stage.open('first'), stage.open('second')];
    const { builder, claimed } = await stage.write('handed', { store: first });
    expect(await first.isAwaited('handed')).to.equal(false);
    builder.publishUntil(111, 6);
    const there = (await stage.claim(second, 'handed')).taken;
    expect(await first.isAwaited('handed')).to.equal(true);
    await claimed.writer.close();
    const mark = { source: 'studio', sample: 7, position: 1_000_007 };
    const left = { startSample: 1_000_000, pcm: Buffer.from([0, 255, 128, 10, 13, 0, 1, 2]), mark };
    await first.handOver('handed', left);
    const { previous, handOver } = await there;
    expect(previous?.manifest).to.deep.equal(builder.manifest);
    expect(handOver).to.deep.equal(left);
    // By now the first certainly hears what is said.
    const back = (await stage.claim(first, 'handed')).taken;
    const beganAtMs = performance.now();
    await second.handOver('handed', { ...left, startSample: 2_000_000 });
    expect((await back).handOver?.startSample).to.equal(2_000_000);
    expect(performance.now() - beganAtMs).to.be.at.most(TOLD_WITHIN_MS);
  });

  it('refuse what a process writes that has lost its station', async () => {
    const first = stage.open('slow');
    const { builder, claimed } = await stage.write('fenced', { store: first });
    builder.publishParts(3);
    await claimed.writer.flush();
    const { manifest } = builder;
    await first.close();
    await stage.claim(stage.open('quick'), 'fenced');
    builder.publishParts(1);
    const reading = await stage.read(['fenced']);
    expect(reading.publications.at(-1)?.manifest).to.deep.equal(manifest);
    expect(claimed.writer.failure).to.be.a('string');
  });

  it('refuse what a process writes that was frozen while another had its station and gave it back', async () => {
    const network = await stage.openNetwork();
    const frozen = stage.open('frozen', network.host);
    const { builder, claimed, lost } = await stage.write('thawed', { store: frozen });
    builder.publishParts(3);
    await claimed.writer.flush();
    const other = stage.open('other');
    const { taken } = await stage.claim(other, 'thawed');
    // What it writes now arrives when the other is gone again.
    network.stall();
    builder.publishParts(1);
    const { previous, writer } = await taken;
    const goingOn = new PublicationBuilder({ station: 'thawed', profile: 'low' });
    goingOn.subscribe((publication) => writer.write(publication));
    goingOn.publishParts(12);
    await writer.flush();
    await other.close();
    network.restore();
    await Promise.race([lost, claimed.writer.flush()]);
    const reading = await stage.read(['thawed']);
    expect(previous?.manifest.segments.at(-1)?.parts).to.equal(3);
    expect(reading.publications.at(-1)?.manifest).to.deep.equal(goingOn.manifest);
    expect(claimed.writer.failure).to.be.a('string');
  });
});
