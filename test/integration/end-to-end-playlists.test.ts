import { expect } from 'chai';
import { httpGetFound } from '../helpers/http-get.ts';
import { markedPcm } from '../helpers/marked-sound.ts';
import { followPlaylist, segmentsOf, untilOnAir } from '../helpers/playlist-follower.ts';
import { PlaylistLedger } from '../helpers/playlist-ledger.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { parseMultivariantPlaylist } from '../helpers/strict-playlist.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const RENDITIONS = ['aac-48', 'aac-96', 'aac-160', 'aac-256', 'flac'];
const RUN_MS = 60_000;
const PARTS_PER_SEGMENT = 10;
const PART_SAMPLES = 9_216;

/** Follows one rendition to its end, like a player that takes every part and then compares the segment. */
async function followRendition(
  server: ServerProcess,
  rendition: string,
  ledger: PlaylistLedger,
): Promise<number> {
  const folder = server.url(`/live/main/${rendition}`);
  const parts = new Map<string, Buffer>();
  let compared = 0;
  let done = 0;
  for await (const { text } of followPlaylist(`${folder}/live.m3u8`)) {
    ledger.note(rendition, text);
    const listed = [...text.matchAll(/#EXT-X-PART:.*URI="([^"]+)"/g)].map(([, uri = '']) => uri);
    const fresh = listed.filter((uri) => !parts.has(uri));
    const bodies = await Promise.all(fresh.map((uri) => httpGetFound(`${folder}/${uri}`)));
    for (const [index, uri] of fresh.entries()) parts.set(uri, bodies[index]!.body);
    const complete = segmentsOf(text).filter((msn) => msn > done && parts.has(`${msn}.0.m4s`));
    for (const msn of complete) {
      const { body } = await httpGetFound(`${folder}/${msn}.m4s`);
      const own = Array.from({ length: PARTS_PER_SEGMENT }, (_, part) => parts.get(`${msn}.${part}.m4s`));
      expect(
        body.equals(Buffer.concat(own.filter((bytes) => bytes !== undefined))),
        `bytes of segment ${msn}`,
      ).to.equal(true);
      compared += 1;
      done = msn;
    }
  }
  return compared;
}

describe('the playlists of a minute on air', function () {
  this.timeout(RUN_MS + 60_000);
  requireProgram('ffmpeg');
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start();
  });
  after(() => server.close());

  it('stay valid, frozen where they must be and equal in all renditions, and segments are their parts', async () => {
    const source = await WebSocketSource.start({ server, sound: markedPcm });
    const ledger = new PlaylistLedger();
    const followers = RENDITIONS.map((rendition) => followRendition(server, rendition, ledger));
    await untilOnAir(server.url('/live/main/master.m3u8'));
    const { body } = await httpGetFound(server.url('/live/main/master.m3u8'));
    setTimeout(() => void source.stop(), RUN_MS);
    const compared = await Promise.all(followers);

    expect(ledger.faults).to.deep.equal([]);
    // A busy machine may fetch a playlist late and so leave out the one before.
    const parts = Math.ceil(source.sentSamples / PART_SAMPLES);
    expect(ledger.snapshots).to.be.at.least(0.9 * parts * RENDITIONS.length);
    const segments = Math.ceil(parts / PARTS_PER_SEGMENT);
    expect(compared).to.deep.equal(RENDITIONS.map(() => segments));
    const names = parseMultivariantPlaylist(body.toString()).variants.map(({ uri }) => uri.split('/')[0]);
    expect(names).to.have.members(RENDITIONS.slice(0, 4));
  });
});
