import { expect } from 'chai';
import { childFfmpegPids } from '../helpers/child-ffmpeg.ts';
import { FaultStage } from '../helpers/fault-stage.ts';
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
    it(`costs no more than one late part, and no player a stall, after ${signal}`, async () => {
      const [pid = Number.NaN] = childFfmpegPids(stage.server.pid);
      expect(pid, 'of an ffmpeg that runs').to.be.greaterThan(0);
      const { lateParts, stalls, playlistFaults } = await stage.noticeDuring(async () => {
        process.kill(pid, signal);
        await stage.settle();
      });
      expect({ stalls, playlistFaults }).to.deep.equal({ stalls: 0, playlistFaults: [] });
      expect(lateParts).to.be.at.most(1);
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
