import { DirectoryWriter, renderMediaPlaylist } from '@ringcast/segmenter';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { publicationLeftIn } from '../helpers/left-publication.ts';
import { noiseStretches } from '../helpers/numbered-noise.ts';
import { PlaylistLedger } from '../helpers/playlist-ledger.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { firstSampleOf, StationRun, streamIn } from '../helpers/station-run.ts';

const RENDITIONS = ['aac-96', 'flac'];

describe('Station, what plays', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  let run: StationRun;

  const noteSong = (id: string, title: string | null = id) =>
    run.feed.noteSong({ id, title, artist: null, onBegun: (sample) => begun.set(id, sample) });
  const begun = new Map<string, number>();
  const ledgerOf = (...runs: StationRun[]) => {
    const ledger = new PlaylistLedger();
    for (const { manifest } of runs.flatMap(({ publications }) => publications)) {
      for (const name of RENDITIONS) ledger.note(name, renderMediaPlaylist(manifest, name));
    }
    return ledger;
  };

  beforeEach(() => begun.clear());

  it('begins at the very sample, in all playlists alike, and stays while it lies in the window', async () => {
    run = new StationRun({ ffmpegPath: ffmpeg.path, windowSegments: 3 });
    run.openFeed();
    noteSong('said before the first sample');
    await run.send(100_000);
    noteSong('said and said otherwise at once');
    noteSong('A');
    await run.send(3 * 92_160);
    noteSong('nothing', null);
    await run.send(5 * 92_160);
    noteSong('said and never heard');
    await run.feed.end();

    expect(ledgerOf(run).faults).to.deep.equal([]);
    const firstSample = firstSampleOf(run.publications[0]!.manifest);
    const all = new Map(
      run.publications.flatMap(({ manifest }) => manifest.songs).map((song) => [song.id, song]),
    );
    expect([...all.values()].map(({ id, startSample }) => [id, startSample - firstSample])).to.deep.equal([
      ['said before the first sample', 0],
      ['A', 100_000],
      ['nothing', 100_000 + 3 * 92_160],
    ]);
    for (const [id, { startSample }] of all) expect(begun.get(id)).to.equal(startSample);
    expect(run.manifest.songs.map(({ id }) => id)).to.deep.equal(['nothing']);
    const [heard] = noiseStretches(await decodePcm(ffmpeg.path, run.streamOf('flac')));
    expect(heard, 'sample n is heard at n').to.deep.include({ from: 0, at: 0 });
  });

  it('of a pipe begins with its sound, not in the silence that stands in before', async () => {
    run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed({ isClocked: false });
    await run.send(96_000);
    noteSong('A');
    run.nowMs += 2_000;
    await run.published(150_000);
    expect(run.manifest.songs).to.deep.equal([]);
    await run.send(96_000);
    await run.feed.end();
    const second = noiseStretches(await decodePcm(ffmpeg.path, run.streamOf('flac')))[1]!;
    const [song] = run.manifest.songs;
    // The first 10 ms fade in.
    expect(second.at - (song!.startSample - firstSampleOf(run.publications[0]!.manifest))).to.be.within(
      0,
      480,
    );
    expect(ledgerOf(run).faults).to.deep.equal([]);
  });

  it('goes on under the same name after the process was killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'station-songs-test-'));
    run = new StationRun({ ffmpegPath: ffmpeg.path });
    const writer = new DirectoryWriter({ folder, station: 'main', logger: run.logger });
    const unsubscribe = run.station.subscribe((publication) => writer.write(publication));
    run.openFeed();
    await run.send(48_000);
    noteSong('A');
    await run.send(192_000);
    await run.published(200_000);
    await writer.close();
    unsubscribe();
    const before = run;
    const published = [...run.publications];

    const previous = await publicationLeftIn(folder);
    run = new StationRun({ ffmpegPath: ffmpeg.path, previous, startedAtMs: before.nowMs + 1_000 });
    run.station.restore();
    const { nextSample, songs } = run.station.carriedOver!;
    expect(songs).to.deep.equal(before.manifest.songs);
    const position = nextSample - 9_216;
    run.openFeed({ resume: { position }, fromSample: position - firstSampleOf(published[0]!.manifest) });
    await run.send(96_000);
    noteSong('B');
    await run.send(96_000);
    await run.feed.end();
    expect(run.manifest.songs.map(({ id }) => id)).to.deep.equal(['A', 'B']);
    expect(ledgerOf(before, run).faults).to.deep.equal([]);
    const flac = await decodePcm(ffmpeg.path, streamIn([...published, ...run.publications], 'flac'));
    expect(noiseStretches(flac)[0]).to.deep.include({ from: 0, at: 0 });
    await before.station.end();
    await rm(folder, { recursive: true, force: true });
  });
});
