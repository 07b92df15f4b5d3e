import { RedisStore } from '@ringcast/segmenter';
import { expect } from 'chai';
import { setTimeout as pass } from 'node:timers/promises';
import { contentsOf, withSortedMedia } from '../helpers/publication-log.ts';
import { RedisProcess } from '../helpers/redis-process.ts';
import { isInWindow, RedisStage } from '../helpers/redis-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { WatchedLogger } from '../helpers/watched-logger.ts';

const AWAY_MS = 200;
/** It is looked for every so often, at pauses that grow with the time that it is away. */
const BACK_WITHIN_MS = 100;

describe('RedisStore', function () {
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

  afterEach(async () => {
    await stage.close();
  });

  it('gives the same publications in the same order as the writer took', async () => {
    const { builder, written, claimed } = await stage.write('order');
    const reading = await stage.read(['order']);
    builder.publishUntil(110);
    await reading.upTo(builder.manifest);
    for (let i = 0; i < 30; i++) {
      builder.publishParts(1);
      await claimed.writer.flush();
      await reading.upTo(builder.manifest);
    }
    builder.end();
    await reading.upTo(builder.manifest);
    const steps = written.slice(-31);
    expect(withSortedMedia(reading.publications.slice(-31))).to.deep.equal(withSortedMedia(steps));
    const inWindow = contentsOf(written).filter(isInWindow(builder));
    expect(contentsOf(reading.publications).filter(isInWindow(builder))).to.deep.equal(inWindow);
  });

  it('gives whoever joins the whole window at once, of every station', async () => {
    const names = ['join-a', 'join-b'];
    const stations = await Promise.all(names.map((name) => stage.write(name)));
    for (const { builder, claimed } of stations) {
      builder.publishUntil(114, 4);
      await claimed.writer.flush();
    }
    const reading = await stage.read(names);
    expect(reading.publications).to.have.length(2);
    for (const { builder, written } of stations) {
      const publication = reading.publications.find(
        ({ manifest }) => manifest.station === builder.manifest.station,
      );
      expect(publication?.manifest).to.deep.equal(builder.manifest);
      expect(contentsOf(publication ? [publication] : [])).to.deep.equal(
        contentsOf(written).filter(isInWindow(builder)),
      );
    }
  });

  it('keeps whole segments where the profile has no parts', async () => {
    const { builder, written } = await stage.write('whole', { profile: 'standard' });
    const reading = await stage.read(['whole']);
    builder.publishParts(12);
    builder.end();
    await reading.upTo(builder.manifest);
    const late = await stage.read(['whole']);
    expect(late.publications.at(-1)?.manifest).to.deep.equal(builder.manifest);
    expect(contentsOf(late.publications)).to.deep.equal(contentsOf(written).filter(isInWindow(builder)));
  });

  it('fills a Redis that comes back empty with the window, and readers go on without a gap', async () => {
    const { builder, written } = await stage.write('refilled');
    const reading = await stage.read(['refilled']);
    builder.publishUntil(112, 3);
    await reading.upTo(builder.manifest);
    await redis.kill();
    builder.publishParts(11);
    await redis.begin();
    builder.publishParts(1);
    await reading.upTo(builder.manifest);
    const inWindow = contentsOf(written).filter(isInWindow(builder));
    expect(contentsOf(reading.publications).filter(isInWindow(builder))).to.deep.equal(inWindow);
    const late = await stage.read(['refilled']);
    expect(contentsOf(late.publications)).to.deep.equal(inWindow);
  });

  it('goes on soon after Redis is back', async () => {
    const { builder } = await stage.write('back');
    const reading = await stage.read(['back']);
    builder.publishParts(3);
    await reading.upTo(builder.manifest);
    const waitsMs: number[] = [];
    for (let round = 0; round < 3; round++) {
      await redis.kill();
      builder.publishParts(1);
      await pass(AWAY_MS);
      await redis.begin();
      const backAtMs = performance.now();
      await reading.upTo(builder.manifest);
      waitsMs.push(performance.now() - backAtMs);
    }
    expect(Math.min(...waitsMs), `of ${waitsMs.join(', ')} ms`).to.be.at.most(BACK_WITHIN_MS);
  });

  it('notices a Redis that hangs, and catches up when it answers again', async () => {
    const { builder, written, claimed } = await stage.write('hanging');
    const reading = await stage.read(['hanging']);
    builder.publishParts(5);
    await reading.upTo(builder.manifest);
    redis.hang();
    builder.publishParts(5);
    await stage.logger.logged('error');
    redis.resume();
    builder.publishParts(5);
    await reading.upTo(builder.manifest);
    expect(contentsOf(reading.publications)).to.deep.equal(contentsOf(written));
    await claimed.writer.flush();
    expect(claimed.writer.failure).to.equal(undefined);
  });

  it('says what to do where no Redis answers, without the password', async () => {
    const logger = new WatchedLogger();
    const url = 'redis://:secret@127.0.0.1:1';
    const store = new RedisStore({ url, owner: 'nobody', connectWithinMs: 300, logger });
    const failure: unknown = await store.follow(['main']).catch((cause: unknown) => cause);
    expect(failure).to.be.an('error').with.property('code', 'store-failed');
    expect(String(failure)).to.contain('127.0.0.1:1').and.contain('RINGCAST_STORE');
    expect(String(failure) + JSON.stringify(logger.lines)).to.not.contain('secret');
  });
});
