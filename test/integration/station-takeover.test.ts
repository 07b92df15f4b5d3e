import { expect } from 'chai';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { extremeLevels, greatestError, SOFT_LEVEL, softSine } from '../helpers/soft-sine.ts';
import { StationRun } from '../helpers/station-run.ts';

const SEGMENT_SAMPLES = 92_160;

describe('Station, an ffmpeg that takes over', function () {
  this.timeout(30_000);
  const ffmpeg = requireProgram('ffmpeg');

  it('leaves no dip in the sound, nor a click', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path, renditions: ['aac-160'], sound: softSine });
    run.openFeed();
    for (let i = 0; i < 3; i++) {
      await run.send(SEGMENT_SAMPLES);
      await run.published(0.5 * SEGMENT_SAMPLES + i * SEGMENT_SAMPLES);
      process.kill(run.station.encoderPid!, 'SIGKILL');
    }
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    expect(run.logger.lines.filter(({ level }) => level === 'error')).to.have.length(3);
    const pcm = await decodePcm(ffmpeg.path, run.streamOf('aac-160'));
    // At the very beginning there is nothing to prime with.
    const [quietest, loudest] = extremeLevels(pcm.subarray(4_096 * 4, 4 * SEGMENT_SAMPLES * 4));
    expect(quietest).to.be.at.least(0.9 * SOFT_LEVEL);
    expect(loudest).to.be.at.most(1.1 * SOFT_LEVEL);
    const undisturbed = greatestError(pcm, softSine, { from: 8_192, to: 0.3 * SEGMENT_SAMPLES });
    const all = greatestError(pcm, softSine, { from: 8_192, to: 3.9 * SEGMENT_SAMPLES });
    expect(all).to.be.at.most(1.5 * undisturbed);
  });
});
