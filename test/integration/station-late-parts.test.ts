import { expect } from 'chai';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { longestReplacementMs } from '../helpers/ffmpeg-start.ts';
import { firstDifference, numberedNoise, noiseRanges } from '../helpers/numbered-noise.ts';
import { RealTimeSender } from '../helpers/real-time-sender.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { StationRun } from '../helpers/station-run.ts';

const PART_MS = 192;
const RENDITIONS = ['aac-48', 'aac-96', 'aac-160', 'aac-256', 'flac'];

describe('Station, parts while ffmpeg is replaced', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');

  for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
    it(`come late at most once, no later than ffmpeg starts, after a ${signal}`, async () => {
      const run = new StationRun({ ffmpegPath: ffmpeg.path, renditions: RENDITIONS });
      run.openFeed();
      const sender = new RealTimeSender(run);
      await sender.send(3_000);
      const pid = run.station.encoderPid!;
      const longestMs = await longestReplacementMs(ffmpeg.path);
      process.kill(pid, signal);
      const publishedBefore = sender.publishedAtMs.length;
      await sender.send(3_000);
      const steps = sender.stepsMs.slice(publishedBefore - 1);
      expect(run.station.encoderPid).to.not.equal(pid);
      await run.feed.end();
      const flac = await decodePcm(ffmpeg.path, run.streamOf('flac'));
      expect(firstDifference(flac.subarray(0, 288_000 * 4), numberedNoise(0, 288_000))).to.equal(undefined);
      expect(noiseRanges(flac)).to.deep.equal([[0, 288_000]]);
      expect(Math.max(...steps), 'from one part to the next').to.be.at.most(longestMs);
      expect(steps.filter((step) => step > 1.5 * PART_MS)).to.have.length.at.most(1);
    });
  }
});
