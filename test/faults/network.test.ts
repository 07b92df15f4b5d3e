import { setTimeout as pass } from 'node:timers/promises';
import { expect } from 'chai';
import { FaultStage, MAX_PAUSE_MS } from '../helpers/fault-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('a broadcaster whose network fails', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let stage: FaultStage;

  before(async () => {
    stage = await FaultStage.open({ chromiumPath: chromium.path, ffmpegPath: ffmpeg.path });
  });
  after(async () => stage.close());

  async function expectUnnoticed(fault: () => Promise<unknown>): Promise<void> {
    const { stalls, playlistFaults, longestPauseMs } = await stage.noticeDuring(async () => {
      await fault();
      await stage.source.restore();
      await stage.settle();
    });
    expect({ stalls, playlistFaults }).to.deep.equal({ stalls: 0, playlistFaults: [] });
    expect(longestPauseMs, 'without a new part').to.be.at.most(MAX_PAUSE_MS);
  }

  for (const cutMs of [300, 1_000, 5_000]) {
    it(`stops no player while it is cut for ${cutMs / 1_000} s`, () =>
      expectUnnoticed(async () => {
        await stage.source.cut();
        await pass(cutMs);
      }));
  }

  it('stops no player while it stalls for 15 s without a word', () =>
    expectUnnoticed(async () => {
      await stage.source.stall();
      await pass(15_000);
    }));

  it('stops no player where it stalls again in the midst of catching up', () =>
    expectUnnoticed(async () => {
      await stage.source.cut();
      await pass(5_000);
      await stage.source.restore();
      await stage.source.untilLive();
      await stage.source.stall();
      await pass(3_000);
    }));

  it('loses nothing: the journal is the source, and so is what was on air, at its time', async () => {
    const { journalFault, flac } = await stage.finish();
    expect(journalFault).to.equal(undefined);
    expect(flac.faults).to.deep.equal([]);
    expect(flac.displacedSamples).to.equal(0);
  });
});
