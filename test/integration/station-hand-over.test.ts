import { DirectoryWriter, gridOf, type HandOver } from '@ringcast/segmenter';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { publicationLeftIn } from '../helpers/left-publication.ts';
import { noiseRanges } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { greatestError, softSine } from '../helpers/soft-sine.ts';
import { edgeOf, samplesIn, StationRun, streamIn, type StationRunOptions } from '../helpers/station-run.ts';

const SEGMENT_SAMPLES = 92_160;
/** Neither the end of a part nor of a block. */
const SENT_SAMPLES = 2 * SEGMENT_SAMPLES + 25_007;
const AWAY_MS = 300;
/** Where another source's noise begins. */
const OTHER_SAMPLE = SENT_SAMPLES + 48_000;

describe('Station, handed over to another process', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'station-hand-over-test-'));
  });

  afterEach(async () => rm(folder, { recursive: true, force: true }));

  for (const profile of ['ultra', 'low', 'relaxed', 'standard'] as const) {
    it(`goes on with the very next sample in ${profile}`, async () => {
      const before = await handOver({ profile });
      expect(before.manifest.hasEnded).to.equal(false);
      expect(before.left.startSample).to.equal(edgeOf(before.manifest) - gridOf(profile).partSamples);
      const run = await takeOver(before);
      const { mark } = run.station.carriedOver!;
      expect(mark).to.include({ source: 'studio', sample: SENT_SAMPLES });
      run.openFeed({ resume: { position: mark!.position }, fromSample: SENT_SAMPLES });
      run.sendBacklog(AWAY_MS * 48);
      await run.send(2 * SEGMENT_SAMPLES);
      await run.feed.end();
      const endSample = SENT_SAMPLES + AWAY_MS * 48 + 2 * SEGMENT_SAMPLES;
      expect(await heard(before, run)).to.deep.equal([[0, endSample]]);
      expect(run.manifest.startedAtMs).to.equal(before.manifest.startedAtMs);
      expect(run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
    });
  }

  it('has neither a dip nor a click in the sound at the join', async () => {
    const before = await handOver({ sound: softSine });
    const run = await takeOver(before, { sound: softSine });
    const { mark, nextSample } = run.station.carriedOver!;
    run.openFeed({ resume: { position: mark!.position }, fromSample: SENT_SAMPLES });
    await run.send(2 * SEGMENT_SAMPLES);
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

  it('takes along what waits for its time, where the station is delayed', async () => {
    const delayMs = 1_000;
    const before = await handOver({ delayMs });
    expect(samplesIn(before.left.pcm)).to.be.at.least(delayMs * 48);
    const run = await takeOver(before, { delayMs });
    run.openFeed({
      resume: { position: run.station.carriedOver!.mark!.position },
      fromSample: SENT_SAMPLES,
    });
    await run.send(2 * SEGMENT_SAMPLES);
    await run.feed.end();
    expect(await heard(before, run)).to.deep.equal([[0, SENT_SAMPLES + 2 * SEGMENT_SAMPLES]]);
  });

  it('lets another source go on where that one was, without a discontinuity', async () => {
    const before = await handOver();
    const run = await takeOver(before);
    run.openFeed({ isClocked: false, fromSample: OTHER_SAMPLE });
    await run.send(2 * SEGMENT_SAMPLES);
    await run.feed.end();
    const ranges = await heard(before, run);
    expect(ranges[0]?.[0]).to.equal(0);
    // Where one source follows another, 10 ms are faded.
    expect(ranges[0]?.[1]).to.be.within(SENT_SAMPLES - 480, SENT_SAMPLES);
    expect(ranges.at(-1)?.[1]).to.equal(OTHER_SAMPLE + 2 * SEGMENT_SAMPLES);
    expect(run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
  });

  it('goes on with silence, without a discontinuity, where nobody comes', async () => {
    const before = await handOver();
    const run = await takeOver(before);
    run.nowMs += 2_000;
    await run.until(() => edgeOf(run.manifest) > edgeOf(before.manifest) + SEGMENT_SAMPLES / 2);
    await run.station.end();
    const [range] = await heard(before, run);
    expect(range).to.deep.equal([0, SENT_SAMPLES]);
    expect(run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
  });

  it('is behind a discontinuity where what was left belongs to another moment', async () => {
    const before = await handOver();
    const run = await takeOver({
      left: { ...before.left, startSample: before.left.startSample - SEGMENT_SAMPLES },
    });
    expect(run.station.carriedOver?.mark).to.equal(undefined);
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    expect(run.manifest.segments.filter(({ hasDiscontinuity }) => hasDiscontinuity)).to.have.length(1);
  });

  it('takes no source any more', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.station.handOver();
    expect(feed.closed.reason).to.include({ code: 'station-elsewhere' });
    expect(() => run.openFeed())
      .to.throw()
      .with.property('code', 'station-elsewhere');
  });

  /** A station that is on air for some seconds, and then handed over. */
  async function handOver(options: Partial<StationRunOptions> = {}) {
    const run = new StationRun({ ffmpegPath: ffmpeg.path, ...options });
    const writer = new DirectoryWriter({ folder, station: 'main', logger: run.logger });
    run.station.subscribe((publication) => writer.write(publication));
    run.openFeed({ nextOfSource: () => ({ source: 'studio', sample: run.feed.nextSample }) });
    await run.send(SENT_SAMPLES);
    const position = run.feed.position!;
    const left = (await run.station.handOver())!;
    await writer.close();
    return { publications: run.publications, manifest: run.manifest, position, left, endedAtMs: run.nowMs };
  }

  /** The station of the other process. */
  async function takeOver(
    { left, endedAtMs }: { left: HandOver; endedAtMs?: number },
    options: Partial<StationRunOptions> = {},
  ): Promise<StationRun> {
    const previous = await publicationLeftIn(folder);
    const profile = previous!.manifest.profile;
    const startedAtMs = (endedAtMs ?? previous!.manifest.startedAtMs + 5_000) + AWAY_MS;
    const run = new StationRun({
      ffmpegPath: ffmpeg.path,
      profile,
      previous,
      handOver: left,
      startedAtMs,
      ...options,
    });
    run.station.restore();
    return run;
  }

  async function heard(
    before: { publications: StationRun['publications'] },
    run: StationRun,
  ): Promise<[number, number][]> {
    return noiseRanges(
      await decodePcm(ffmpeg.path, streamIn([...before.publications, ...run.publications], 'flac')),
    );
  }
});
