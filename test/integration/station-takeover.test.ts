import { expect } from 'chai';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { StationRun } from '../helpers/station-run.ts';
import { fullScaleSine } from '../helpers/timeline-run.ts';

const SEGMENT_SAMPLES = 92_160;
const SOFT_LEVEL = 10_000 / Math.SQRT2;

describe('Station, an ffmpeg that takes over', function () {
  this.timeout(30_000);
  const ffmpeg = requireProgram('ffmpeg');

  it('leaves no dip in the sound', async () => {
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
  });
});

/** A sine of 1 kHz at a level that leaves room. */
function softSine(fromSample: number, samples: number): Buffer {
  const pcm = fullScaleSine(samples, fromSample);
  for (let i = 0; i < pcm.length; i += 2)
    pcm.writeInt16LE(Math.round((pcm.readInt16LE(i) * 10_000) / 32_767), i);
  return pcm;
}

/** The least and the greatest level (root mean square) of any 4 ms. */
function extremeLevels(pcm: Buffer): [number, number] {
  const levels = Array.from({ length: Math.floor(pcm.length / 4 / 192) }, (_, block) => {
    const squares = Array.from({ length: 192 }, (__, i) => pcm.readInt16LE((block * 192 + i) * 4) ** 2);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / 192);
  });
  return [Math.min(...levels), Math.max(...levels)];
}
