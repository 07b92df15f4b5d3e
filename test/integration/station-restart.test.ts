import { DirectoryWriter, gridOf, renderMediaPlaylist } from '@ringcast/segmenter';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { publicationLeftIn } from '../helpers/left-publication.ts';
import { fragmentsOf } from '../helpers/media-fragments.ts';
import { firstDifference, noiseRanges, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { greatestError, softSine } from '../helpers/soft-sine.ts';
import {
  edgeOf,
  RUN_STARTED_AT_MS,
  StationRun,
  streamIn,
  type StationRunOptions,
} from '../helpers/station-run.ts';
import { parseMediaPlaylist } from '../helpers/strict-playlist.ts';

const SEGMENT_SAMPLES = 92_160;
const PART_SAMPLES = 9_216;
const DOWN_MS = 3_000;

describe('Station, after its process was killed', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'station-restart-test-'));
  });

  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it('goes on without a trace where the sound goes on: same broadcast, every sample, no discontinuity', async () => {
    const before = await kill();
    const run = await restart();
    run.station.restore();
    expect(run.station.isOnAir).to.equal(true);
    expect(run.manifest).to.deep.equal(before.manifest);
    const { nextSample } = run.station.carriedOver!;
    expect(nextSample).to.equal(edgeOf(before.manifest));

    const fromSample = nextSample - PART_SAMPLES - before.position;
    const feed = run.openFeed({ resume: { position: nextSample - PART_SAMPLES }, fromSample });
    expect(feed.position).to.equal(nextSample - PART_SAMPLES);
    const backlogSamples = Math.floor((run.nowMs - before.startedAtMs) * 48) - fromSample;
    run.sendBacklog(backlogSamples);
    await feed.ready();
    await run.send(SEGMENT_SAMPLES * 2);
    await run.feed.end();

    const endSample = fromSample + backlogSamples + SEGMENT_SAMPLES * 2;
    const published = [...before.publications, ...run.publications];
    const stream = streamIn(published, 'flac');
    const flac = await decodePcm(ffmpeg.path, stream);
    expect(firstDifference(flac.subarray(0, endSample * 4), numberedNoise(0, endSample))).to.equal(undefined);
    for (const rendition of ['aac-96', 'flac']) {
      const places = fragmentsOf(streamIn(published, rendition)).map(({ startSample }) => startSample);
      expect(places).to.deep.equal(
        Array.from(
          { length: Math.ceil(endSample / PART_SAMPLES) },
          (_, i) => before.position + i * PART_SAMPLES,
        ),
      );
    }
    expect(run.manifest).to.include({
      startedAtMs: before.manifest.startedAtMs,
      discontinuitySequence: before.manifest.discontinuitySequence,
    });
    expect(run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
    const dates = run.manifest.segments.map(({ dateMs }) => dateMs);
    for (const [i, date] of dates.slice(1).entries()) expect(date - dates[i]!).to.be.within(1_918, 1_922);
    for (const { manifest } of run.publications) parseMediaPlaylist(renderMediaPlaylist(manifest, 'flac'));
  });

  it('has neither a dip nor a click in the sound at the join', async () => {
    const before = await kill({ sound: softSine });
    const run = await restart({ sound: softSine });
    run.station.restore();
    const { nextSample } = run.station.carriedOver!;
    const fromSample = nextSample - PART_SAMPLES - before.position;
    run.openFeed({ resume: { position: nextSample - PART_SAMPLES }, fromSample });
    await run.send(SEGMENT_SAMPLES * 2);
    await run.feed.end();
    const pcm = await decodePcm(
      ffmpeg.path,
      streamIn([...before.publications, ...run.publications], 'aac-96'),
    );
    const joinSample = nextSample - before.position;
    const undisturbed = greatestError(pcm, softSine, { from: SEGMENT_SAMPLES, to: SEGMENT_SAMPLES + 8_192 });
    const joined = greatestError(pcm, softSine, { from: joinSample - 4_096, to: joinSample + 4_096 });
    expect(joined).to.be.at.most(1.5 * undisturbed);
  });

  it('puts silence up to now on air where no sound comes, behind a discontinuity, and keeps the place of what comes later', async () => {
    const before = await kill();
    const run = await restart();
    run.station.restore();
    const { nextSample } = run.station.carriedOver!;
    run.nowMs += 1_500;
    await run.until(() => run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity));
    const broken = run.manifest.segments.find(({ hasDiscontinuity }) => hasDiscontinuity)!;
    expect(broken.msn).to.equal(Math.ceil(nextSample / SEGMENT_SAMPLES));
    const open = run.manifest.segments.find(({ msn }) => msn === broken.msn - 1)!;
    expect(open).to.include({ isComplete: true, parts: before.manifest.segments.at(-1)!.parts });
    expect(broken.dateMs - open.dateMs).to.be.within(open.parts * 192 - 2, open.parts * 192 + 2);
    await run.until(() => edgeDateOf(run) > run.nowMs - 288 - 2 * 192 - 40);
    expect(edgeDateOf(run)).to.be.at.most(run.nowMs - 96);

    // The source is back, and sends what it has kept as fast as it can.
    const placements: number[] = [];
    const fromSample = nextSample - before.position;
    const shift = broken.msn * SEGMENT_SAMPLES - nextSample;
    const feed = run.openFeed({ resume: { position: nextSample - fromSample }, fromSample: 0 });
    feed.onPlaced(({ position }) => placements.push(position));
    expect(feed.position).to.equal(before.position + shift);
    feed.skip(fromSample);
    const nowSample = Math.floor((run.nowMs - before.startedAtMs) * 48);
    run.skipNoise(fromSample);
    run.sendBacklog(nowSample - fromSample);
    await feed.ready();
    await feed.end();
    const flac = await decodePcm(ffmpeg.path, streamIn(run.publications, 'flac'));
    const [range] = noiseRanges(flac.subarray(flac.length - 48_000 * 4));
    expect(range?.[1]).to.be.within(nowSample - 960, nowSample + 960);
    for (const { manifest } of run.publications) parseMediaPlaylist(renderMediaPlaylist(manifest, 'aac-96'));
  });

  it('ends the broadcast and begins another where the profile or the renditions are others', async () => {
    for (const change of [{ profile: 'ultra' as const }, { renditions: ['flac'] }]) {
      await kill();
      const run = await restart(change);
      expect(run.station.carriedOver).to.equal(undefined);
      run.station.restore();
      expect(run.manifest.hasEnded).to.equal(true);
      expect(run.station.isOnAir).to.equal(false);
      await rm(folder, { recursive: true });
    }
  });

  it('takes a date in the future for now: the clock was set back', async () => {
    const before = await kill();
    const run = await restart({ startedAtMs: before.startedAtMs - 3_600_000 });
    run.station.restore();
    expect(run.station.carriedOver).to.not.equal(undefined);
    const { nextSample } = run.station.carriedOver!;
    run.openFeed({ resume: { position: nextSample - PART_SAMPLES } });
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    const last = run.manifest.segments.at(-1)!;
    expect(last.dateMs).to.be.within(before.startedAtMs - 3_600_000, before.startedAtMs - 3_600_000 + 5_000);
    expect(run.manifest.segments.filter(({ hasDiscontinuity }) => hasDiscontinuity)).to.have.length(1);
  });

  for (const profile of ['ultra', 'relaxed', 'standard'] as const) {
    it(`goes on without a trace in ${profile}`, async () => {
      const before = await kill({ profile });
      const run = await restart({ profile });
      run.station.restore();
      const { nextSample } = run.station.carriedOver!;
      const position = nextSample - gridOf(profile).partSamples;
      run.openFeed({ resume: { position }, fromSample: position - before.position });
      await run.send(3 * SEGMENT_SAMPLES);
      await run.feed.end();
      const flac = await decodePcm(
        ffmpeg.path,
        streamIn([...before.publications, ...run.publications], 'flac'),
      );
      const endSample = position - before.position + 3 * SEGMENT_SAMPLES;
      expect(noiseRanges(flac)).to.deep.equal([[0, endSample]]);
      expect(run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
    });
  }

  it('ends the broadcast where ffmpeg is another, and takes a new one', async () => {
    await kill();
    const previous = (await publicationLeftIn(folder))!;
    const renditions = previous.manifest.renditions.map((one) => ({ ...one, init: 'init-of-another.mp4' }));
    const run = await restart({ previous: { ...previous, manifest: { ...previous.manifest, renditions } } });
    run.station.restore();
    const { nextSample } = run.station.carriedOver!;
    const feed = run.openFeed({ resume: { position: nextSample - PART_SAMPLES } });
    run.sendAtOnce(SEGMENT_SAMPLES);
    await run.until(() => run.manifest.hasEnded);
    expect(feed.closed.reason).to.include({ code: 'encoder-failed' });
    expect(edgeOf(run.manifest)).to.equal(nextSample);
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    expect(run.manifest.segments[0]!.msn * SEGMENT_SAMPLES).to.be.at.least(nextSample);
    expect(run.manifest.discontinuitySequence).to.equal(previous.manifest.discontinuitySequence + 1);
  });

  it('believes no place that is far ahead of real time', async () => {
    await kill();
    const run = await restart();
    run.station.restore();
    const feed = run.openFeed({ resume: { position: run.station.carriedOver!.nextSample + 3_600 * 48_000 } });
    expect(feed.position).to.equal(undefined);
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    expect(run.manifest.segments.length).to.be.at.most(8);
  });

  it('ends the broadcast when nobody comes back', async () => {
    await kill();
    const run = await restart({ offAirAfterMs: 20_000 });
    run.station.restore();
    run.nowMs += 2_000;
    await run.until(() => run.publications.length > 2);
    run.nowMs += 18_000;
    await run.until(() => run.manifest.hasEnded);
    expect(run.station.carriedOver).to.equal(undefined);
  });

  /** A station that is on air for some seconds, and then its process is gone, within a segment. */
  async function kill(options: Partial<StationRunOptions> = {}) {
    const run = new StationRun({ ffmpegPath: ffmpeg.path, ...options });
    const writer = new DirectoryWriter({ folder, station: 'main', logger: run.logger });
    const leave = run.station.subscribe((publication) => writer.write(publication));
    run.openFeed();
    const startedAtMs = run.nowMs;
    await run.send(3 * SEGMENT_SAMPLES);
    // In standard the third segment needs what follows it.
    await run.published((options.profile === 'standard' ? 2 : 2.5) * SEGMENT_SAMPLES);
    leave();
    const publications = [...run.publications];
    const { manifest } = publications.at(-1)!;
    const position = run.feed.position!;
    await writer.close();
    await run.station.end();
    return { publications, manifest, position, startedAtMs, endedAtMs: startedAtMs + 3 * 1_920 };
  }

  /** The station of the next process. */
  async function restart(options: Partial<StationRunOptions> = {}) {
    const previous = await publicationLeftIn(folder);
    const startedAtMs = RUN_STARTED_AT_MS + 3 * 1_920 + DOWN_MS;
    return new StationRun({ ffmpegPath: ffmpeg.path, previous, startedAtMs, ...options });
  }
});

/** When what follows the newest published sample was captured. */
function edgeDateOf({ manifest }: StationRun): number {
  const { dateMs, parts } = manifest.segments.at(-1)!;
  return dateMs + parts * 192;
}
