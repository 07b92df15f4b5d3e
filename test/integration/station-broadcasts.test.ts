import type { Publication } from '@ringcast/segmenter';
import { expect } from 'chai';
import { once } from 'node:events';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { FIRST_DATE_MS, manifestOf } from '../helpers/manifest-model.ts';
import { fragmentsOf } from '../helpers/media-fragments.ts';
import { noiseRanges, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { edgeOf, firstSampleOf, StationRun } from '../helpers/station-run.ts';

const SEGMENT_SAMPLES = 92_160;
const PART_SAMPLES = 9_216;

describe('Station, broadcasts', function () {
  this.timeout(30_000);
  const ffmpeg = requireProgram('ffmpeg');

  it('publishes all it was sent when a feed ends, then the end of the playlists', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed();
    await run.send(SEGMENT_SAMPLES + 2 * PART_SAMPLES + 5);
    await feed.end();
    const { hasEnded, segments } = run.manifest;
    expect(hasEnded).to.equal(true);
    expect(segments.map(({ parts, isComplete }) => [parts, isComplete])).to.deep.equal([
      [10, true],
      [3, true],
    ]);
    expect(run.publications.filter(({ manifest }) => manifest.hasEnded)).to.have.length(1);
    const { msn } = segments[1]!;
    expect(fragmentsOf(run.filesOf('flac').get(`${msn}.m4s`)!)).to.have.length(3);
    expect(run.station.isOnAir).to.equal(false);
    expect(feed.closed.reason).to.include({ code: 'station-ended' });
  });

  it('takes nothing from a feed that has ended', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    const { length } = run.publications;
    run.sendAtOnce(SEGMENT_SAMPLES);
    run.feed.skip(100);
    run.feed.noteCapture({ sample: 0, atMs: 0 });
    await run.feed.ready();
    await run.feed.end();
    await run.station.end();
    expect(run.publications).to.have.length(length);
  });

  it('goes on with the next media sequence number, even when the next broadcast begins before the last is drained', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES + 1);
    const ended = run.feed.end();
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await ended;
    await run.feed.end();
    const end = run.publications.findIndex(({ manifest }) => manifest.hasEnded);
    const edgeSample = firstSampleOf(run.publications[end]!.manifest) + 2 * SEGMENT_SAMPLES;
    const { manifest } = run.publications[end + 1]!;
    expect(manifest.discontinuitySequence).to.equal(
      run.publications[end]!.manifest.discontinuitySequence + 1,
    );
    expect(manifest.segments).to.have.length(1);
    expect(firstSampleOf(manifest)).to.equal(edgeSample);
    expect(manifest.startedAtMs).to.be.above(run.publications[end]!.manifest.startedAtMs);
    const times = fragmentsOf(run.streamOf('aac-96')).map(({ startSample }) => startSample);
    expect(times.slice(11)).to.deep.equal(
      Array.from({ length: 10 }, (_, i) => edgeSample + i * PART_SAMPLES),
    );
  });

  it('publishes nothing of a broadcast before the one before has ended, however long that takes', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.published(PART_SAMPLES);
    process.kill(run.station.encoderPid!, 'SIGSTOP');
    run.sendAtOnce(SEGMENT_SAMPLES);
    void run.feed.end();
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    const starts = run.publications.map(({ manifest }) => manifest.startedAtMs);
    expect(starts).to.deep.equal(starts.toSorted((a, b) => a - b));
    expect(new Set(starts).size).to.equal(2);
    const msns = run.publications.map(({ manifest }) => manifest.segments.at(-1)!.msn);
    expect(msns).to.deep.equal(msns.toSorted((a, b) => a - b));
  });

  it('publishes nothing of a broadcast without sound, and uses no number for it', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.feed.end();
    expect(run.publications).to.deep.equal([]);
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    expect(run.manifest.discontinuitySequence).to.equal(0);
    expect(firstSampleOf(run.manifest)).to.equal(Math.floor(1_763_640_000_000 / 1_920) * SEGMENT_SAMPLES);
  });

  it('ends what a former process left long ago, and goes on behind it', async () => {
    const manifest = manifestOf({
      complete: 3,
      openParts: 2,
      renditions: ['flac'],
      discontinuitySequence: 5,
    });
    const previous: Publication = {
      manifest,
      media: [{ rendition: 'flac', name: 'x', bytes: Buffer.of(1) }],
    };
    const startedAtMs = FIRST_DATE_MS + 90_000;
    const run = new StationRun({ ffmpegPath: ffmpeg.path, renditions: ['flac'], previous, startedAtMs });
    expect(run.station.carriedOver).to.equal(undefined);
    run.station.restore();
    expect(run.publications).to.have.length(1);
    expect(run.manifest).to.deep.equal({
      ...manifest,
      hasEnded: true,
      segments: manifest.segments.map((segment) => ({ ...segment, isComplete: true })),
    });
    expect(run.publications[0]!.media).to.deep.equal(previous.media);
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    // Whatever that process published last, it was no faster than the clock.
    const msn = Math.floor(startedAtMs / 1_920);
    expect(run.manifest.segments.map((segment) => segment.msn)).to.deep.equal([msn]);
    expect(run.manifest.discontinuitySequence).to.equal(6);
    expect(fragmentsOf(run.streamOf('flac'))[0]!.startSample).to.equal(msn * SEGMENT_SAMPLES);
  });

  it('publishes what had ended before as it was', () => {
    const manifest = manifestOf({ complete: 3, openParts: 2, hasEnded: true });
    const run = new StationRun({ ffmpegPath: ffmpeg.path, previous: { manifest, media: [] } });
    run.station.restore();
    expect(run.publications).to.deep.equal([{ manifest, media: [] }]);
  });

  it('takes one source at a time, and another in the place of one that is lost', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const first = run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    expect(() => run.station.openFeed({ kind: 'other', isClocked: true }))
      .to.throw('Station "main" is on air from another source (test).')
      .with.property('code', 'station-busy');
    first.detach();
    const second = run.openFeed();
    expect(first.closed.reason).to.include({ code: 'feed-replaced' });
    first.attach();
    await run.send(SEGMENT_SAMPLES);
    expect(second.closed.aborted).to.equal(false);
    await second.end();
    expect(run.publications.filter(({ manifest }) => manifest.hasEnded)).to.have.length(1);
    expect(run.publishedSamples).to.equal(2 * SEGMENT_SAMPLES);
  });

  it('puts silence on air for a lost source, and its sound again when it is back', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const feed = run.openFeed();
    await run.send(48_000);
    feed.detach();
    run.nowMs += 5_000;
    await run.published(5 * 48_000);
    feed.attach();
    feed.skip(5 * 48_000);
    run.skipNoise(5 * 48_000);
    await run.send(48_000);
    await feed.end();
    expect(run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
    const flac = await decodePcm(ffmpeg.path, run.streamOf('flac'));
    const [before, after] = noiseRanges(flac);
    expect(before).to.deep.equal([0, 48_000]);
    expect(after?.[0]).to.be.within(6 * 48_000, 6 * 48_000 + 480);
    expect(after?.[1]).to.equal(7 * 48_000);
    const sound = numberedNoise(after![0], 100);
    expect(flac.indexOf(sound), 'where it was captured').to.equal(after![0] * 4);
  });

  it('ends the broadcast of a source that is lost for too long, and says why', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path, offAirAfterMs: 30_000 });
    const { closed } = run.openFeed();
    await run.send(48_000);
    run.nowMs += 30_000;
    await once(closed, 'abort');
    expect(closed.reason).to.include({
      code: 'station-ended',
      message: 'No sound came to station "main" for 30 s, so its broadcast was ended.',
    });
    await run.station.end();
    expect(run.manifest.hasEnded).to.equal(true);
  });

  it('ends a broadcast for the server, and its source hears why', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const { closed } = run.openFeed();
    await run.send(48_000);
    await run.station.end();
    expect(run.manifest.hasEnded).to.equal(true);
    expect(edgeOf(run.manifest) - firstSampleOf(run.manifest)).to.be.within(48_000, 48_000 + PART_SAMPLES);
    expect(String(closed.reason)).to.contain('was ended by the server');
  });

  it('goes on for all others where a listener throws', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const heard: Publication[] = [];
    run.station.subscribe(() => {
      throw new Error('a faulty listener');
    });
    run.station.subscribe((publication) => heard.push(publication));
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    expect(heard).to.deep.equal(run.publications);
    expect(heard).to.have.length(11);
    expect(
      run.logger.lines.some(({ fields }) => JSON.stringify(fields).includes('a faulty listener')),
    ).to.equal(true);
  });

  it('tells nobody any more who has unsubscribed', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    const heard: Publication[] = [];
    const unsubscribe = run.station.subscribe((publication) => heard.push(publication));
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.published(PART_SAMPLES);
    unsubscribe();
    const { length } = heard;
    await run.feed.end();
    expect(heard).to.have.length(length);
  });
});
