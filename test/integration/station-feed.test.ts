import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { requireProgram } from '../helpers/required-program.ts';
import { StationRun } from '../helpers/station-run.ts';

describe('Station, feeds', function () {
  this.timeout(30_000);
  const ffmpeg = requireProgram('ffmpeg');

  it('takes whole frames only', () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed();
    expect(() => feed.write(Buffer.alloc(6))).to.throw(
      'A feed takes whole stereo frames of 4 bytes; 6 bytes came.',
    );
    return feed.end();
  });

  it('holds a source back that is faster than real time, until the broadcast ends', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed({ isClocked: false });
    await feed.ready();
    feed.write(Buffer.alloc(20 * 48_000 * 4));
    await expectHeldBack(run);
  });

  it('holds a source back that skips what is yet to come', async () => {
    for (const isClocked of [true, false]) {
      const run = new StationRun({ ffmpegPath: ffmpeg.path });
      const feed = run.openFeed({ isClocked });
      feed.write(Buffer.alloc(960 * 4));
      feed.skip(20 * 48_000);
      await expectHeldBack(run);
    }
  });

  it('does not hold a source back that skips what silence stood in for already', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed();
    feed.write(Buffer.alloc(960 * 4));
    run.nowMs += 20_000;
    await run.published(19 * 48_000);
    feed.skip(20 * 48_000);
    await feed.ready();
    await feed.end();
  });
});

/** The feed is not ready; and a broadcast that ends does not leave anyone waiting. */
async function expectHeldBack(run: StationRun): Promise<void> {
  let isReady = false;
  const ready = run.feed.ready().then(() => {
    isReady = true;
  });
  await setImmediate();
  expect(isReady).to.equal(false);
  const startedAt = performance.now();
  await run.feed.end();
  await ready;
  expect(performance.now() - startedAt).to.be.at.most(3_000);
}
