import { expect } from 'chai';
import { childFfmpegPids } from '../helpers/child-ffmpeg.ts';
import { FaultStage, PLAYED_THROUGH_MS } from '../helpers/fault-stage.ts';
import { longestReplacementMs } from '../helpers/ffmpeg-start.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('an encoder that dies under a live broadcast', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let stage: FaultStage;

  before(async () => {
    stage = await FaultStage.open({ chromiumPath: chromium.path, ffmpegPath: ffmpeg.path });
  });
  after(async () => stage.close());

  for (const signal of ['SIGKILL', 'SIGSTOP', 'SIGKILL'] as const) {
    it(`costs no more than one late part, no later than ffmpeg starts, after ${signal}`, async () => {
      const [pid = Number.NaN] = childFfmpegPids(stage.server.pid);
      expect(pid, 'of an ffmpeg that runs').to.be.greaterThan(0);
      const longestMs = await longestReplacementMs(ffmpeg.path);
      const { lateParts, longestPauseMs, stalls, playlistFaults } = await stage.noticeDuring(async () => {
        process.kill(pid, signal);
        await stage.settle();
      });
      expect(playlistFaults).to.deep.equal([]);
      expect(lateParts).to.be.at.most(1);
      expect(longestPauseMs).to.be.at.most(longestMs);
      // Where ffmpeg starts more slowly than that, players have to wait.
      if (longestPauseMs <= PLAYED_THROUGH_MS) expect(stalls).to.equal(0);
      expect(childFfmpegPids(stage.server.pid)).to.not.include(pid);
    });
  }

  it('loses nothing: the lossless rendition is the source bit for bit', async () => {
    const { journalFault, flac } = await stage.finish();
    expect(journalFault).to.equal(undefined);
    expect(flac.faults).to.deep.equal([]);
    expect(flac.stretches, 'in one piece').to.have.length(1);
  });
});
