import { expect } from 'chai';
import { encodeBlock } from '../../../packages/ingest/src/wire/block.ts';
import { SegmenterError } from '@ringcast/segmenter';
import type { WireError } from '../../../packages/ingest/src/wire/wire-error.ts';
import {
  codeOf,
  NOW_MS,
  numberedBlock as block,
  setUpSession as setUp,
  turn,
} from '../../helpers/session-stage.ts';
import { numberedPcm } from '../../helpers/sender-simulation.ts';
import { NATIVE_FORMAT as NATIVE } from '../../helpers/protocol-client.ts';

describe('Session', () => {
  it('welcomes with the sample that is wanted next', () => {
    const { link } = setUp({ hello: { startSample: 100 } });
    expect(link.messages).to.deep.equal([
      {
        type: 'welcome',
        nextSample: 100,
        liveSample: 100,
        serverTimeMs: NOW_MS,
        acknowledgeEveryMs: 250,
        inFlightMs: 1_500,
        blockMs: 40,
      },
    ]);
  });

  it('says that it stands by, to every connection before its welcome, and when it takes over', () => {
    const { link, attach, feed } = setUp({ hasOther: true });
    expect(link.messages.map(({ type }) => type)).to.deep.equal(['notice', 'welcome']);
    const next = attach();
    expect(next.notices).to.deep.equal(['standing-by']);
    feed.place({ fromSample: 0, position: 9_216 });
    feed.place({ fromSample: 960, position: 9_300 });
    expect(next.notices).to.deep.equal(['standing-by', 'took-over']);
    expect(attach().notices).to.deep.equal([]);
    expect(setUp().link.notices).to.deep.equal([]);
  });

  it('begins where the client still has samples, if it did not know the session', () => {
    const { link } = setUp({ hello: { startSample: 100, keptFromSample: 5_000 } });
    expect(link.samplesOf('welcome')).to.deep.equal([5_000]);
  });

  it('puts every sample into the feed once, in order, in slices of 20 ms at most', async () => {
    const { session, feed } = setUp();
    session.takeBlock(block(0, 960));
    session.takeBlock(block(480, 2_000));
    session.takeBlock(block(480, 960));
    session.takeBlock(block(2_480, 20));
    await turn();
    expect(feed.pcm.equals(numberedPcm(0, 2_500))).to.equal(true);
    expect(Math.max(...feed.writes)).to.equal(960);
  });

  it('acknowledges at once, then every 250 ms while samples arrive, then keeps still', async () => {
    const { session, clock, link } = setUp();
    for (let sample = 0; sample < 48_000; sample += 960) {
      session.takeBlock(block(sample, 960));
      await turn();
      clock.advance(20);
    }
    expect(link.samplesOf('ack').length).to.be.within(4, 5);
    clock.advance(250);
    expect(link.samplesOf('ack').at(-1)).to.equal(48_000);
    clock.advance(250);
    expect(clock.pendingTimers).to.equal(0);
  });

  it('acknowledges nothing that the feed does not have', async () => {
    const { session, feed, clock, link } = setUp();
    feed.gate = new Promise(() => {});
    session.takeBlock(block(0, 960));
    await turn();
    clock.advance(1_000);
    expect(link.samplesOf('ack')).to.deep.equal([]);
  });

  it('says that it is full while the feed does not take, and has room when it does', async () => {
    const { session, feed } = setUp();
    let open = () => {};
    feed.gate = new Promise((resolve) => {
      open = resolve;
    });
    for (let sample = 0; !session.isFull; sample += 4_800) session.takeBlock(block(sample, 4_800));
    open();
    await session.room();
    expect(session.isFull).to.equal(false);
  });

  it('detaches the feed when the connection is lost, and goes on with the next sample when it is back', async () => {
    const { session, feed, link, attach } = setUp();
    session.takeBlock(block(0, 960));
    await turn();
    session.detach(link);
    expect(feed.isAttached).to.equal(false);
    const second = attach();
    expect(feed.isAttached).to.equal(true);
    expect(second.samplesOf('welcome')).to.deep.equal([960]);
    session.takeBlock(block(500, 960));
    await turn();
    expect(feed.pcm.equals(numberedPcm(0, 1_460))).to.equal(true);
  });

  it('evicts the older connection, whose loss then changes nothing', () => {
    const { session, feed, link, attach } = setUp();
    attach();
    expect(link.closeCode).to.equal('evicted');
    session.detach(link);
    expect(feed.isAttached).to.equal(true);
  });

  it('takes a gap as silence of the same length', async () => {
    const { session, feed, logger } = setUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({ type: 'gap', epoch: 0, startSample: 480, samples: 1_000, reason: 'unplugged' });
    session.takeBlock(block(1_480, 10));
    await turn();
    expect(feed.skips).to.deep.equal([{ sample: 960, samples: 520 }]);
    expect(feed.nextSample).to.equal(1_490);
    expect(logger.lines.at(-1)?.fields).to.include({ samples: 520, reason: 'unplugged' });
  });

  it('refuses a gap of more than 60 s', () => {
    const { session } = setUp();
    const gap = { type: 'gap', epoch: 0, startSample: 0, samples: 2_880_001, reason: '' } as const;
    expect(codeOf(() => session.takeMessage(gap))).to.equal('bad-message');
    expect(codeOf(() => session.takeMessage({ ...gap, samples: 2_880_000 }))).to.equal('none');
  });

  it('passes the dates of captures on, by their place in the feed', async () => {
    const { session, feed } = setUp({ hello: { startSample: 1_000 } });
    session.takeMessage({ type: 'clock', sample: 1_960, capturedAtMs: NOW_MS - 30 });
    session.takeMessage({ type: 'clock', sample: 2_000, capturedAtMs: NOW_MS + 5_001 });
    session.takeMessage({ type: 'clock', sample: 2_000, capturedAtMs: NOW_MS - 24 * 3_600_000 - 1 });
    await turn();
    expect(feed.captures).to.deep.equal([{ sample: 960, atMs: NOW_MS - 30 }]);
  });

  it('wants a block again that it refused', async () => {
    const { session, feed, link, attach } = setUp();
    const wrong = encodeBlock({
      kind: 'pcm',
      epoch: 0,
      startSample: 0,
      samples: 960,
      payload: new Uint8Array(8),
    });
    expect(codeOf(() => session.takeBlock(wrong))).to.equal('bad-message');
    session.detach(link);
    expect(attach().samplesOf('welcome')).to.deep.equal([0]);
    session.takeBlock(block(0, 960));
    await turn();
    expect(feed.nextSample).to.equal(960);
  });

  it('ends the feed at a stop, says so and closes', async () => {
    const { session, feed, hasEnded, link } = setUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({ type: 'stop', endSample: 960 });
    await turn();
    expect(feed.hasEnded).to.equal(true);
    expect(feed.nextSample).to.equal(960);
    expect(link.messages.at(-1)).to.deep.equal({ type: 'stopped', nextSample: 960 });
    expect(link.outcome).to.equal('stopped');
    expect(hasEnded()).to.equal(true);
  });

  it('brings the rest of a stop to the journal alone, where its station has given it up meanwhile', async () => {
    const { session, station, store, link, feed, attach } = setUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({ type: 'stop', endSample: 1_920 });
    session.detach(link);
    await turn();
    feed.close(new SegmenterError('station-ended', 'Nobody came back.'));
    const again = attach({ endSample: 1_920 });
    session.takeBlock(block(960, 960));
    await turn();
    expect(station.feeds).to.have.length(1);
    expect(store.nextSample).to.equal(1_920);
    expect(again.outcome).to.equal('stopped');
  });

  it('refuses a stop before the sample that is wanted, and sound after a stop', () => {
    const { session } = setUp();
    session.takeBlock(block(0, 960));
    expect(codeOf(() => session.takeMessage({ type: 'stop', endSample: 959 }))).to.equal('bad-message');
    session.takeMessage({ type: 'stop', endSample: 960 });
    expect(codeOf(() => session.takeBlock(block(0, 960)))).to.equal('none');
    expect(codeOf(() => session.takeBlock(block(960, 960)))).to.equal('bad-message');
  });

  it('tells a client that comes back between stop and end when it has ended', async () => {
    const { session, link, attach } = setUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({ type: 'stop', endSample: 960 });
    session.detach(link);
    const second = attach();
    session.takeMessage({ type: 'stop', endSample: 960 });
    await turn();
    expect(second.samplesOf('stopped')).to.deep.equal([960]);
    expect(second.outcome).to.equal('stopped');
  });

  it('tells a client that comes back after the end how it ended', async () => {
    const { session, link, attachLate } = setUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({ type: 'stop', endSample: 960 });
    session.detach(link);
    await turn();
    const { ended, link: second } = attachLate();
    expect(second.samplesOf('welcome')).to.deep.equal([960]);
    ended.takeBlock();
    ended.takeMessage({ type: 'stop', endSample: 960 });
    expect(second.samplesOf('stopped')).to.deep.equal([960]);
    expect(second.outcome).to.equal('stopped');
  });

  it('wants the samples again that a failed decoder had, from the next connection', async () => {
    const { session, feed, clock, link, attach } = setUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({
      type: 'format',
      epoch: 1,
      startSample: 960,
      format: { ...NATIVE, sampleRateHz: 44_100 },
    });
    session.takeBlock(block(960, 960, 1));
    await feed.until(() => !feed.isAttached);
    clock.advance(1_000);
    expect(link.closeCode).to.equal('internal');
    expect((link.outcome as WireError).message).to.contain('ffmpeg could not run');
    expect(attach().samplesOf('welcome')).to.deep.equal([960]);
    expect(feed.isAttached).to.equal(true);
  });

  it('lets everything that was received go into the feed when the server goes down', async () => {
    const { session, feed, store } = setUp();
    for (let sample = 0; sample < 9_600; sample += 960) session.takeBlock(block(sample, 960));
    await session.drain();
    expect(feed.nextSample).to.equal(9_600);
    expect(feed.hasEnded).to.equal(false);
    // What comes now is for the server that comes after: it must be neither kept nor acknowledged here.
    session.takeBlock(block(9_600, 960));
    expect(store.appendedSample).to.equal(9_600);
  });
});
