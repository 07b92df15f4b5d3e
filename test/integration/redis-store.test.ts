import {
  RedisStore,
  type ClaimedStation,
  type Publication,
  type PublicationReader,
} from '@ringcast/segmenter';
import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { PublicationBuilder } from '../helpers/publication-builder.ts';
import { contentsOf, PublicationLog, withSortedMedia } from '../helpers/publication-log.ts';
import { RedisProcess } from '../helpers/redis-process.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { WatchedLogger } from '../helpers/watched-logger.ts';

/** How long a lease outlives its holder, and a reasonable time to notice. */
const TAKEN_OVER_WITHIN_MS = 4_000;

describe('RedisStore', function () {
  this.timeout(20_000);
  const program = requireProgram('redis');
  let redis: RedisProcess;
  let logger: WatchedLogger;
  let closing: { close(): Promise<void> }[];

  before(async () => {
    redis = await RedisProcess.start(program.path);
  });
  after(() => redis.kill());

  beforeEach(() => {
    logger = new WatchedLogger();
    closing = [];
  });

  afterEach(async () => {
    for (const each of closing.toReversed()) await each.close();
  });

  it('gives the same publications in the same order as the writer took', async () => {
    const { builder, written, claimed } = await write('order');
    const reading = await read(['order']);
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
    const stations = await Promise.all(names.map((name) => write(name)));
    for (const { builder, claimed } of stations) {
      builder.publishUntil(114, 4);
      await claimed.writer.flush();
    }
    const reading = await read(names);
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
    const { builder, written } = await write('whole', { profile: 'standard' });
    const reading = await read(['whole']);
    builder.publishParts(12);
    builder.end();
    await reading.upTo(builder.manifest);
    const late = await read(['whole']);
    expect(late.publications.at(-1)?.manifest).to.deep.equal(builder.manifest);
    expect(contentsOf(late.publications)).to.deep.equal(contentsOf(written).filter(isInWindow(builder)));
  });

  it('fills a Redis that comes back empty with the window, and readers go on without a gap', async () => {
    const { builder, written } = await write('refilled');
    const reading = await read(['refilled']);
    builder.publishUntil(112, 3);
    await reading.upTo(builder.manifest);
    await redis.kill();
    builder.publishParts(11);
    await redis.begin();
    builder.publishParts(1);
    await reading.upTo(builder.manifest);
    const inWindow = contentsOf(written).filter(isInWindow(builder));
    expect(contentsOf(reading.publications).filter(isInWindow(builder))).to.deep.equal(inWindow);
    const late = await read(['refilled']);
    expect(contentsOf(late.publications)).to.deep.equal(inWindow);
  });

  it('notices a Redis that hangs, and catches up when it answers again', async () => {
    const { builder, written, claimed } = await write('hanging');
    const reading = await read(['hanging']);
    builder.publishParts(5);
    await reading.upTo(builder.manifest);
    redis.hang();
    builder.publishParts(5);
    await logger.logged('error');
    redis.resume();
    builder.publishParts(5);
    await reading.upTo(builder.manifest);
    expect(contentsOf(reading.publications)).to.deep.equal(contentsOf(written));
    await claimed.writer.flush();
    expect(claimed.writer.failure).to.equal(undefined);
  });

  it('leaves a station to who had it, when Redis comes back empty', async () => {
    const first = await open('holder');
    const { builder, claimed } = await write('kept', { store: first });
    const claims: string[] = [];
    const second = await open('waiting');
    await second.claim(['kept'], { onClaimed: ({ name }) => claims.push(name), onLost: () => {} });
    builder.publishParts(3);
    await claimed.writer.flush();
    await redis.kill();
    await redis.begin();
    builder.publishParts(1);
    const reading = await read(['kept']);
    await reading.upTo(builder.manifest);
    expect(claims).to.deep.equal([]);
  });

  it('gives a station to one process at a time, and its window to the next', async () => {
    const first = await open('first');
    const { builder, written, claimed } = await write('moved', { store: first });
    builder.publishUntil(111, 6);
    await claimed.writer.flush();
    const taken = new EventEmitter();
    const second = await open('second');
    await second.claim(['moved'], {
      onClaimed: (station) => taken.emit('taken', station),
      onLost: () => {},
    });
    const beganAtMs = performance.now();
    const next = once(taken, 'taken') as Promise<[ClaimedStation]>;
    await first.close();
    const [{ previous, writer }] = await next;
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
    const reading = await read(['moved']);
    await reading.upTo(builder.manifest);
    expect(reading.publications.at(-1)?.manifest).to.not.deep.equal(before);
    await writer.close();
  });

  it('refuses what a process writes that has lost its station', async () => {
    const first = await open('slow');
    const { builder, claimed } = await write('fenced', { store: first });
    builder.publishParts(3);
    await claimed.writer.flush();
    const { manifest } = builder;
    await first.close();
    const second = await open('quick');
    let isTaken = false;
    await second.claim(['fenced'], { onClaimed: () => (isTaken = true), onLost: () => {} });
    expect(isTaken).to.equal(true);
    builder.publishParts(1);
    const reading = await read(['fenced']);
    expect(reading.publications.at(-1)?.manifest).to.deep.equal(manifest);
    expect(claimed.writer.failure).to.be.a('string');
  });

  it('says what to do where no Redis answers, without the password', async () => {
    const url = 'redis://:secret@127.0.0.1:1';
    const store = new RedisStore({ url, owner: 'nobody', connectWithinMs: 300, logger });
    const failure: unknown = await store.follow(['main']).catch((cause: unknown) => cause);
    expect(failure).to.be.an('error').with.property('code', 'store-failed');
    expect(String(failure)).to.contain('127.0.0.1:1').and.contain('RINGCAST_STORE');
    expect(String(failure) + JSON.stringify(logger.lines)).to.not.contain('secret');
  });

  async function open(owner: string): Promise<RedisStore> {
    const store = new RedisStore({ url: redis.url, owner, logger });
    closing.push(store);
    return store;
  }

  async function write(
    station: string,
    { store, profile = 'low' }: { store?: RedisStore; profile?: 'low' | 'standard' } = {},
  ) {
    const builder = new PublicationBuilder({ station, profile });
    const written: Publication[] = [];
    const claimed = await new Promise<ClaimedStation>((resolve, reject) => {
      const asking = (async () => {
        const asked = store ?? (await open(`writer of ${station}`));
        await asked.claim([station], { onClaimed: resolve, onLost: () => {} });
      })();
      asking.catch(reject);
    });
    builder.subscribe((publication) => {
      written.push(publication);
      claimed.writer.write(publication);
    });
    closing.push(claimed.writer);
    return { builder, written, claimed };
  }

  async function read(stations: readonly string[]): Promise<PublicationLog> {
    const store = await open('reader');
    const reader: PublicationReader = await store.follow(stations);
    closing.push(reader);
    const log = new PublicationLog(reader);
    await reader.opened();
    return log;
  }
});

/** Whether a file, as text, is one that the builder's playlists may name. */
function isInWindow({ manifest }: PublicationBuilder): (content: string) => boolean {
  const first = manifest.segments[0]?.msn ?? 0;
  const last = manifest.segments.at(-1)?.msn ?? 0;
  return (content) => {
    const match = /^\S+\/(\d+)(\.\d+)?\.m4s /.exec(content);
    if (!match) return true;
    return Number(match[1]) >= (match[2] === undefined ? first : last - 6);
  };
}
