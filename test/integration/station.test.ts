import { DirectoryWriter, gridOf, mediaNamesOf, PROFILES } from '@ringcast/segmenter';
import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePcm, lagSamples } from '../helpers/decoded-pcm.ts';
import { fragmentsOf } from '../helpers/media-fragments.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { firstSampleOf, samplesIn, StationRun } from '../helpers/station-run.ts';
import { parseMultivariantPlaylist } from '../helpers/strict-playlist.ts';

const SEGMENT_SAMPLES = 92_160;
const AAC = ['aac-48', 'aac-96', 'aac-160', 'aac-256'];
const ALL = [...AAC, 'flac'];

describe('Station', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');

  describe('half a minute of noise, in five renditions, read from the folder', () => {
    const samples = 16 * SEGMENT_SAMPLES + 5_000;
    const paddedSamples = 16 * SEGMENT_SAMPLES + 9_216;
    const noise = numberedNoise(0, samples);
    let folder: string;
    let run: StationRun;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'station-test-'));
      run = new StationRun({ ffmpegPath: ffmpeg.path, renditions: ALL, windowSegments: 100 });
      const writer = new DirectoryWriter({ folder, station: 'main', logger: run.logger });
      run.station.subscribe((publication) => writer.write(publication));
      run.openFeed();
      await run.send(samples);
      await run.feed.end();
      await writer.close();
    });

    after(async () => rm(folder, { recursive: true, force: true }));

    it('is bit for bit the same in FLAC, and padded with silence to a whole part', async () => {
      const pcm = await decodePcm(ffmpeg.path, join(folder, 'main/flac/live.m3u8'));
      expect(firstDifference(pcm.subarray(0, noise.length), noise)).to.equal(undefined);
      expect(samplesIn(pcm)).to.equal(paddedSamples);
    });

    for (const rendition of AAC) {
      it(`has every sample of it in ${rendition}, in its place`, async () => {
        const pcm = await decodePcm(ffmpeg.path, join(folder, `main/${rendition}/live.m3u8`));
        expect(samplesIn(pcm)).to.equal(paddedSamples);
        const places = [3_000, samples / 2, samples - 10_000];
        const lags = places.map((aroundSample) =>
          lagSamples(noise, pcm, { aroundSample, reachSamples: 1_500 }),
        );
        expect(lags).to.deep.equal([0, 0, 0]);
      });
    }

    it('has segments of 92,160 samples, and their times go on without a hole, equal in all renditions', async () => {
      const expected = placesFrom(firstSampleOf(run.manifest), 16 * 10 + 1, 9_216);
      for (const rendition of ALL) {
        const segments = await readSegments(rendition);
        const whole = segments.slice(0, -1).map((bytes) => fragmentsOf(bytes));
        expect(whole.map(sumOfSamples)).to.deep.equal(Array.from({ length: 16 }, () => SEGMENT_SAMPLES));
        expect(
          segments.flatMap((bytes) => fragmentsOf(bytes)),
          rendition,
        ).to.deep.equal(expected);
      }
    });

    it('begins its media sequence and its times with the clock', () => {
      const msn = Math.floor(Date.parse('2025-11-20T12:00:00.000Z') / 1_920);
      expect(run.publications[0]!.manifest.segments[0]!.msn).to.equal(msn);
      expect(firstSampleOf(run.manifest)).to.equal(msn * SEGMENT_SAMPLES);
    });

    it('has segments whose bytes are the bytes of their parts', () => {
      expectSegmentsOfParts(run);
    });

    it('has the bytes of a part only once in memory, where its segment has them', () => {
      for (const rendition of ALL) {
        const files = run.filesOf(rendition);
        const segments = [...files].filter(([name]) => /^\d+\.m4s$/.test(name)).slice(0, -1);
        expect(segments.length).to.be.above(0);
        for (const [name, { buffer }] of segments)
          expect(files.get(name.replace('.m4s', '.9.m4s'))?.buffer, `${rendition}/${name}`).to.equal(buffer);
      }
    });

    it('never changes an initialization section', async () => {
      for (const { name, init } of run.manifest.renditions) {
        const inits = [...run.filesOf(name).keys()].filter((file) => file.startsWith('init-'));
        expect(inits).to.deep.equal([init]);
      }
      expect(
        new Set(run.publications.map(({ manifest }) => JSON.stringify(manifest.renditions))).size,
      ).to.equal(1);
    });

    it('asks for as much bandwidth as the largest segment takes', async () => {
      const master = parseMultivariantPlaylist(await readFile(join(folder, 'main/master.m3u8'), 'utf8'));
      for (const { uri, bandwidth } of master.variants) {
        const sizes = (await readSegments(uri.split('/')[0]!)).map((bytes) => bytes.length);
        expect((Math.max(...sizes) * 8) / 1.92, uri).to.be.at.most(bandwidth);
      }
    });

    async function readSegments(rendition: string): Promise<Buffer[]> {
      const names = mediaNamesOf(run.manifest).filter((name) => /^\d+\.m4s$/.test(name));
      return Promise.all(names.map((name) => readFile(join(folder, 'main', rendition, name))));
    }
  });

  for (const profile of PROFILES) {
    it(`keeps to the grid in ${profile}`, async () => {
      const { partSamples, segmentSamples } = gridOf(profile);
      const run = new StationRun({ ffmpegPath: ffmpeg.path, profile });
      run.openFeed();
      await run.send(2 * segmentSamples + partSamples + 1);
      await run.feed.end();
      const parts = Math.ceil((2 * segmentSamples + partSamples + 1) / partSamples);
      const noise = numberedNoise(0, 2 * segmentSamples + partSamples + 1);
      const flac = await decodePcm(ffmpeg.path, run.streamOf('flac'));
      expect(firstDifference(flac.subarray(0, noise.length), noise)).to.equal(undefined);
      expect(samplesIn(flac)).to.equal(parts * partSamples);
      const aac = await decodePcm(ffmpeg.path, run.streamOf('aac-96'));
      expect(samplesIn(aac)).to.equal(parts * partSamples);
      expect(lagSamples(noise, aac, { aroundSample: 50_000, reachSamples: 1_500 })).to.equal(0);
      const expected = placesFrom(firstSampleOf(run.manifest), parts, partSamples);
      expect(fragmentsOf(run.streamOf('aac-96'))).to.deep.equal(expected);
      expect(fragmentsOf(run.streamOf('flac'))).to.deep.equal(expected);
      if (profile !== 'standard') expectSegmentsOfParts(run);
    });
  }
});

function expectSegmentsOfParts(run: StationRun): void {
  for (const { name } of run.manifest.renditions) {
    const files = run.filesOf(name);
    for (const { msn, parts } of run.manifest.segments) {
      const bytes = Array.from({ length: parts }, (_, part) => files.get(`${msn}.${part}.m4s`)!);
      expect(files.get(`${msn}.m4s`)!.equals(Buffer.concat(bytes)), `${name}/${msn}.m4s`).to.equal(true);
    }
  }
}

function placesFrom(startSample: number, parts: number, partSamples: number) {
  return Array.from({ length: parts }, (_, i) => ({
    startSample: startSample + i * partSamples,
    samples: partSamples,
  }));
}

function sumOfSamples(fragments: readonly { samples: number }[]): number {
  return fragments.reduce((sum, { samples }) => sum + samples, 0);
}
