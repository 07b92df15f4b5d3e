import { SegmenterError } from '@ringcast/segmenter';
import { expect } from 'chai';
import { encodeBlock } from '../../../packages/ingest/src/wire/block.ts';
import { codeOf, numberedBlock as block, setUpSession as setUp, turn } from '../../helpers/session-stage.ts';
import { numberedPcm } from '../../helpers/sender-simulation.ts';

describe('Session, on air and in the journal', () => {
  it('goes on air again with the next sample when the station took it off air meanwhile', async () => {
    const { session, station, feed, link } = setUp();
    session.takeBlock(block(0, 960));
    await turn();
    feed.close(new SegmenterError('station-ended', 'No sound came for 60 s.'));
    expect(link.closeCode).to.equal(undefined);
    session.takeBlock(block(960, 480));
    await turn();
    expect(station.feeds).to.have.length(2);
    expect(station.feed.pcm.equals(numberedPcm(960, 480))).to.equal(true);
  });

  it('goes on air anew near the newest sample, and keeps what is older', async () => {
    const { session, station, feed, link, store, attach } = setUp();
    session.takeBlock(block(0, 960));
    await turn();
    session.detach(link);
    feed.close(new SegmenterError('station-ended', 'No sound came for 60 s.'));
    attach({ endSample: 960 + 5 * 48_000 });
    for (let sample = 960; sample < 5 * 48_000; sample += 9_600) session.takeBlock(block(sample, 9_600));
    await turn();
    const first = 960 + 3 * 48_000;
    expect(station.feed.pcm.subarray(0, 400).equals(numberedPcm(first, 100))).to.equal(true);
    expect(store.nextSample).to.be.greaterThan(4 * 48_000);
  });

  it('puts nothing on air of a session that is for the journal only', async () => {
    const { session, station, link, store, attach } = setUp();
    session.detach(link);
    station.feed.close(new SegmenterError('station-ended', 'No sound came for 60 s.'));
    attach({ isForJournalOnly: true });
    session.takeBlock(block(0, 960));
    await turn();
    expect(station.feeds).to.have.length(1);
    expect(store.nextSample).to.equal(960);
  });

  it('acknowledges nothing that is not on disk, and goes on air all the same', async () => {
    const { session, feed, clock, link, store } = setUp();
    store.holdUp();
    session.takeBlock(block(0, 960));
    await turn();
    clock.advance(250);
    expect(feed.nextSample).to.equal(960);
    expect(link.samplesOf('ack').at(-1)).to.equal(0);
    expect(link.liveSamplesOf('ack').at(-1)).to.equal(960);
    store.release();
    clock.advance(250);
    expect(link.samplesOf('ack').at(-1)).to.equal(960);
  });

  it('tells the broadcaster that the disk takes nothing, also one that connects meanwhile, and when it does', () => {
    const { store, link, attach } = setUp();
    const notice = {
      type: 'notice',
      code: 'journal-failing',
      message: 'The server cannot write to its disk: no space left on device',
    };
    store.holdUp('no space left on device');
    expect(link.messages.at(-1)).to.deep.equal(notice);
    const second = attach();
    expect(second.messages.at(-1)).to.deep.equal(notice);
    store.release();
    expect(second.messages.find(({ type }, i) => type === 'notice' && i > 1)).to.include({
      code: 'journal-recovered',
    });
  });

  it('is full while 16 MiB wait for the disk', async () => {
    const { session, store } = setUp();
    store.holdUp();
    for (let sample = 0; store.waitingBytes <= 16 * 1_024 * 1_024; sample += 9_600) {
      expect(session.isFull).to.equal(false);
      session.takeBlock(block(sample, 9_600));
      await turn();
    }
    expect(session.isFull).to.equal(true);
    const room = session.room();
    store.release();
    await room;
    expect(session.isFull).to.equal(false);
  });

  it('stops only when everything is on disk', async () => {
    const { session, store, link } = setUp();
    store.holdUp();
    session.takeBlock(block(0, 960));
    session.takeMessage({ type: 'stop', endSample: 960 });
    await turn();
    expect(link.samplesOf('stopped')).to.deep.equal([]);
    store.release();
    await turn();
    expect(link.samplesOf('stopped')).to.deep.equal([960]);
    expect(store.records.at(-1)).to.deep.equal({ type: 'end', endSample: 960, reason: 'stopped' });
  });

  it('puts what stands in for PCM on air, silence for what lies before it, and the PCM into the journal only', async () => {
    const { session, feed, store } = setUp();
    session.takeBlock(block(0, 960));
    const payload = new Uint8Array(2 * 960);
    session.takeBlock(encodeBlock({ kind: 'opus', epoch: 0, startSample: 2_880, samples: 960, payload }));
    for (const sample of [960, 1_920, 2_880]) session.takeBlock(block(sample, 960));
    session.takeBlock(block(3_840, 960));
    await feed.until(({ nextSample }) => nextSample === 4_800);
    expect(feed.skips).to.deep.equal([{ sample: 960, samples: 1_920 }]);
    expect(feed.pcm.subarray(4 * 3_840).equals(numberedPcm(3_840, 960))).to.equal(true);
    expect(store.nextSample).to.equal(4_800);
    expect(store.records.filter(({ type }) => type === 'block')).to.have.length(5);
  });

  it('refuses an Opus packet that does not stand for 20 ms, and a stand-in of an epoch that was not declared', () => {
    const { session } = setUp();
    const packet = {
      kind: 'opus',
      epoch: 0,
      startSample: 0,
      samples: 960,
      payload: new Uint8Array(9),
    } as const;
    expect(codeOf(() => session.takeBlock(encodeBlock({ ...packet, samples: 480 })))).to.equal('bad-message');
    expect(codeOf(() => session.takeBlock(encodeBlock({ ...packet, epoch: 1 })))).to.equal('out-of-order');
  });
});
