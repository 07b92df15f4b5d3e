import { DirectoryStore, DirectoryWriter } from '@ringcast/segmenter';
import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClaimListener } from '../../packages/segmenter/src/store/publication-store.ts';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { publicationLeftIn } from '../helpers/left-publication.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { inspectSite } from '../helpers/site-inspection.ts';
import { RUN_STARTED_AT_MS, samplesIn, StationRun } from '../helpers/station-run.ts';
import { parseMediaPlaylist } from '../helpers/strict-playlist.ts';

const SEGMENT_SAMPLES = 92_160;

describe('a segments folder, after a restart', function () {
  this.timeout(30_000);
  const ffmpeg = requireProgram('ffmpeg');
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segments-test-'));
  });

  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it('is ended where the process before left it long ago, with every sample that was published', async () => {
    const crashed = await open();
    crashed.run.openFeed();
    await crashed.run.send(3 * SEGMENT_SAMPLES);
    await crashed.run.published(2.5 * SEGMENT_SAMPLES);
    const { publishedSamples, manifest } = crashed.run;
    // From here on nothing more reaches the folder, as if the process was gone.
    crashed.leave();
    await crashed.writer.close();
    await crashed.run.station.end();
    expect(await playlistOf('flac')).to.include({ endlist: false });

    const { run, writer } = await open(RUN_STARTED_AT_MS + 90_000);
    run.station.restore();
    await writer.flush();
    expect(await playlistOf('flac')).to.include({ endlist: true });
    expect(await inspectSite(join(folder, 'main'))).to.deep.equal([]);
    const flac = await decodePcm(ffmpeg.path, join(folder, 'main/flac/live.m3u8'));
    expect(samplesIn(flac)).to.equal(publishedSamples);
    expect(firstDifference(flac, numberedNoise(0, publishedSamples))).to.equal(undefined);
    expect(samplesIn(await decodePcm(ffmpeg.path, join(folder, 'main/aac-96/live.m3u8')))).to.equal(
      publishedSamples,
    );

    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    await writer.close();
    expect(run.manifest.segments[0]!.msn).to.be.above(manifest.segments.at(-1)!.msn);
    expect(run.manifest.discontinuitySequence).to.equal(manifest.discontinuitySequence + 1);
    expect(await inspectSite(join(folder, 'main'))).to.deep.equal([]);
  });

  it('stays as it is where the broadcast had ended, and the next goes on behind it', async () => {
    const before = await open();
    before.run.openFeed();
    await before.run.send(1.5 * SEGMENT_SAMPLES);
    await before.run.feed.end();
    await before.writer.close();
    const text = await readFile(join(folder, 'main/aac-96/live.m3u8'), 'utf8');

    const { run, writer } = await open();
    run.station.restore();
    await writer.flush();
    expect(await readFile(join(folder, 'main/aac-96/live.m3u8'), 'utf8')).to.equal(text);
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    await writer.close();
    expect(run.manifest.segments[0]!.msn).to.equal(before.run.manifest.segments.at(-1)!.msn + 1);
  });

  it('keeps the files it has, and gets what was made of open segments', async () => {
    const crashed = await open();
    crashed.run.openFeed();
    await crashed.run.send(3 * SEGMENT_SAMPLES);
    await crashed.run.published(2.5 * SEGMENT_SAMPLES);
    crashed.leave();
    await crashed.writer.close();
    await crashed.run.station.end();
    const before = await inodesIn('main/flac');

    let closed: Promise<void> | undefined;
    const onClaimed: ClaimListener['onClaimed'] = ({ previous, writer }) => {
      const startedAtMs = RUN_STARTED_AT_MS + 90_000;
      const { station } = new StationRun({ ffmpegPath: ffmpeg.path, previous, startedAtMs });
      station.subscribe((publication) => writer.write(publication));
      station.restore();
      closed = writer.close();
    };
    const store = new DirectoryStore({ folder, logger: crashed.run.logger });
    await store.claim(['main'], { onClaimed, onLost: () => undefined });
    await closed;
    const after = await inodesIn('main/flac');
    const media = [...before].filter(([name]) => name.endsWith('.m4s'));
    expect(media.length).to.be.above(0);
    for (const [name, inode] of media) expect(after.get(name), name).to.equal(inode);
    expect(await inspectSite(join(folder, 'main'))).to.deep.equal([]);
  });

  it('says nothing where there is none, or nothing of use in it', async () => {
    expect(await publicationLeftIn(folder)).to.equal(undefined);
    const { run, writer } = await open();
    run.station.restore();
    await writer.close();
    expect(run.publications).to.deep.equal([]);
  });

  async function open(startedAtMs = RUN_STARTED_AT_MS) {
    const previous = await publicationLeftIn(folder);
    const run = new StationRun({ ffmpegPath: ffmpeg.path, previous, startedAtMs });
    const writer = new DirectoryWriter({ folder, station: 'main', logger: run.logger });
    const leave = run.station.subscribe((publication) => writer.write(publication));
    return { run, writer, leave };
  }

  async function inodesIn(path: string): Promise<Map<string, number>> {
    const names = await readdir(join(folder, path));
    const inodes = names.map(async (name) => [name, (await stat(join(folder, path, name))).ino] as const);
    return new Map(await Promise.all(inodes));
  }

  async function playlistOf(rendition: string) {
    return parseMediaPlaylist(await readFile(join(folder, 'main', rendition, 'live.m3u8'), 'utf8'));
  }
});
