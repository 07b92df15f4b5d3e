import { gridOf, renderMediaPlaylist, renderMultivariantPlaylist, type Manifest } from '@ringcast/segmenter';
import { expect } from 'chai';
import { nextPartOf, segmentsOf } from '../helpers/playlist-follower.ts';
import { PlaylistLedger } from '../helpers/playlist-ledger.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { StationRun } from '../helpers/station-run.ts';
import { parseMediaPlaylist, parseMultivariantPlaylist } from '../helpers/strict-playlist.ts';

const SEGMENTS = 27;
const RENDITIONS = ['aac-48', 'aac-96', 'flac'];

describe('Station, playlists', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');

  for (const profile of ['low', 'standard'] as const) {
    describe(`of ${SEGMENTS} segments in ${profile}, at every publication`, () => {
      const { partsPerSegment, isLowLatency } = gridOf(profile);
      const renditions = profile === 'low' ? RENDITIONS : ['aac-48', 'aac-96'];
      let run: StationRun;
      let manifests: Manifest[];

      before(async () => {
        run = new StationRun({ ffmpegPath: ffmpeg.path, profile, renditions });
        run.openFeed();
        // The source is 1,000 ppm slow by its own clock, which is not steady either.
        for (let second = 0; second < SEGMENTS * 1.92; second++) {
          run.feed.noteCapture({ sample: second * 48_000, atMs: run.nowMs - 40 + (second % 3) * 5 + second });
          await run.send(48_000);
        }
        await run.feed.end();
        manifests = run.publications.map(({ manifest }) => manifest);
      });

      if (isLowLatency) {
        it('say nothing that contradicts what they said before, or what another rendition says', () => {
          const ledger = new PlaylistLedger();
          for (const manifest of manifests) {
            for (const name of renditions) ledger.note(name, renderMediaPlaylist(manifest, name));
          }
          expect(ledger.faults).to.deep.equal([]);
          expect(ledger.snapshots).to.be.at.least(25 * partsPerSegment * renditions.length);
        });
      }

      it('are equal in all renditions but for the names of those, and keep their dates', () => {
        const dates = new Set(
          manifests.flatMap(({ segments }) => segments).map(({ msn, dateMs }) => `${msn} ${dateMs}`),
        );
        expect(dates.size).to.equal(Math.ceil((Math.ceil(SEGMENTS * 1.92) * 48_000) / 92_160));
        for (const manifest of manifests) {
          const texts = renditions.map((name) => renderMediaPlaylist(manifest, name));
          for (const text of texts) expect(parseMediaPlaylist(text).endlist).to.equal(manifest.hasEnded);
          const common = texts.map((text) => text.replace(/#EXT-X-(MAP|RENDITION-REPORT):.*\n/g, ''));
          expect(new Set(common).size).to.equal(1);
        }
      });

      it('come with every part, and name only what is published', () => {
        const published = new Set<string>();
        let expected: string | undefined;
        for (const { manifest, media } of run.publications) {
          for (const { rendition, name } of media) published.add(`${rendition}/${name}`);
          for (const rendition of renditions) {
            const named = namesIn(renderMediaPlaylist(manifest, rendition)).map(
              (name) => `${rendition}/${name}`,
            );
            expect(named.filter((name) => !published.has(name))).to.deep.equal([]);
          }
          if (expected && !manifest.hasEnded) {
            expect(media.map(({ name }) => name)).to.include(
              expected,
              'what the playlist before has hinted at',
            );
          }
          const next = nextPartOf(renderMediaPlaylist(manifest, 'aac-96'));
          expected = next && `${next.msn}.${next.part}.m4s`;
          expect(next !== undefined).to.equal(isLowLatency && !manifest.hasEnded);
        }
      });

      it('list parts for the last two whole segments and the open one, all others whole, ten at most', () => {
        for (const manifest of manifests) {
          const text = renderMediaPlaylist(manifest, 'aac-96');
          const whole = segmentsOf(text);
          expect(whole).to.deep.equal(whole.map((_, i) => manifest.segments[0]!.msn + i));
          expect(whole.length).to.be.at.most(10);
          const withParts = new Set(
            [...text.matchAll(/#EXT-X-PART:.*URI="(\d+)\./g)].map(([, msn]) => Number(msn)),
          );
          const open = manifest.segments.filter(({ isComplete }) => !isComplete).map(({ msn }) => msn);
          expect([...withParts]).to.deep.equal(isLowLatency ? [...whole.slice(-2), ...open] : []);
        }
      });

      it('count the media sequence up by one at a time', () => {
        const sequences = new Set(manifests.map(({ segments }) => segments[0]!.msn));
        const [first = 0] = sequences;
        expect([...sequences]).to.deep.equal(Array.from(sequences, (_, i) => first + i));
        expect(sequences.size).to.be.at.least(SEGMENTS - 10);
      });

      it('have dates that follow the capture without a jump', () => {
        const dates = new Map(
          manifests.flatMap(({ segments }) => segments).map(({ msn, dateMs }) => [msn, dateMs]),
        );
        const steps = [...dates.values()].map((dateMs, i, all) => dateMs - (all[i - 1] ?? dateMs - 1_920));
        // The first arrivals say nothing of the 40 ms on the way, which the source states only then.
        expect(Math.min(...steps.slice(2))).to.be.at.least(1_920 - 2);
        expect(Math.max(...steps.slice(2))).to.be.at.most(1_920 + 5);
      });

      it('are named by one multivariant playlist', () => {
        const texts = new Set(
          manifests.map((manifest) => renderMultivariantPlaylist(manifest.renditions, profile)),
        );
        expect(texts.size).to.equal(1);
        const { variants } = parseMultivariantPlaylist([...texts].join(''));
        expect(variants.map(({ uri }) => uri)).to.deep.equal(['aac-48/live.m3u8', 'aac-96/live.m3u8']);
      });
    });
  }
});

function namesIn(playlist: string): string[] {
  const uris = [...playlist.matchAll(/#EXT-X-(?:PART|MAP):.*URI="([^"]+)"/g)].map(([, name = '']) => name);
  return [...uris, ...segmentsOf(playlist).map((msn) => `${msn}.m4s`)];
}
