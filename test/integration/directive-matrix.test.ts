import { renderMediaPlaylist, type Profile } from '@ringcast/segmenter';
import { expect } from 'chai';
import { refusalOf, startPlayer, type PlayerServer } from '../helpers/player-server.ts';

/**
 * What a query gets while segments 102 to 111 are complete and 112 has four parts: the playlist at once, a refusal,
 * or the playlist as soon as a segment has that many parts.
 */
type Expected = 'now' | { refused: string } | { until: { msn: number; parts: number } };

const PARTS_PER_SEGMENT = 10;
const WHOLE_112 = { until: { msn: 112, parts: PARTS_PER_SEGMENT } };

const LIVE_ROWS: [string, Expected][] = [
  ['', 'now'],
  ['?token=x', 'now'],
  ['?_HLS_skip=YES', 'now'],
  ['?_HLS_msn=0', 'now'],
  ['?_HLS_msn=99', 'now'],
  ['?_HLS_msn=111', 'now'],
  ['?_HLS_msn=112', WHOLE_112],
  ['?_HLS_msn=113', { until: { msn: 113, parts: PARTS_PER_SEGMENT } }],
  ['?_HLS_msn=114', { refused: 'too-far-ahead' }],
  ['?_HLS_msn=9999999999', { refused: 'too-far-ahead' }],
  ['?_HLS_msn=99&_HLS_part=0', 'now'],
  ['?_HLS_msn=111&_HLS_part=9', 'now'],
  ['?_HLS_msn=111&_HLS_part=10', 'now'],
  ['?_HLS_msn=112&_HLS_part=0', 'now'],
  ['?_HLS_msn=112&_HLS_part=3', 'now'],
  ['?_HLS_part=3&_HLS_msn=112', 'now'],
  ['?_HLS_msn=112&_HLS_part=4', { until: { msn: 112, parts: 5 } }],
  ['?_HLS_msn=112&_HLS_part=9', WHOLE_112],
  ['?_HLS_msn=112&_HLS_part=10', { until: { msn: 113, parts: 1 } }],
  ['?_HLS_msn=112&_HLS_part=9999999999', { until: { msn: 113, parts: 1 } }],
  ['?_HLS_msn=113&_HLS_part=0', { until: { msn: 113, parts: 1 } }],
  ['?_HLS_msn=113&_HLS_part=7', { until: { msn: 113, parts: 8 } }],
  ['?_HLS_msn=113&_HLS_part=10', { until: { msn: 114, parts: 1 } }],
  ['?_HLS_msn=114&_HLS_part=0', { refused: 'too-far-ahead' }],
  ['?_HLS_part=3', { refused: 'bad-directive' }],
  ['?_HLS_msn=1000000000000', { refused: 'bad-directive' }],
  ['?_HLS_msn=112&_HLS_part=1000000000000', { refused: 'bad-directive' }],
  ['?_HLS_msn=abc', { refused: 'bad-directive' }],
  ['?_HLS_msn=-1', { refused: 'bad-directive' }],
  ['?_HLS_msn=1e3', { refused: 'bad-directive' }],
  ['?_HLS_msn=', { refused: 'bad-directive' }],
  ['?_HLS_msn=112&_HLS_part=', { refused: 'bad-directive' }],
  ['?_HLS_msn=112&_HLS_msn=112', { refused: 'bad-directive' }],
  ['?_HLS_msn=112&_HLS_part=1&_HLS_part=1', { refused: 'bad-directive' }],
];

describe('delivery directives', () => {
  let server: PlayerServer;
  const start = async (profile: Profile): Promise<void> => {
    server = await startPlayer({ built: { profile } });
  };
  afterEach(() => server.close());

  for (const rendition of ['aac-96', 'aac-48']) {
    for (const [query, expected] of LIVE_ROWS) {
      const path = `/live/main/${rendition}/live.m3u8${query}`;
      const present = (): string => renderMediaPlaylist(server.builder.manifest, rendition);

      it(`${rendition}/live.m3u8${query}: ${JSON.stringify(expected)}`, async () => {
        await start('low');
        server.builder.publishUntil(112, 4);
        if (expected === 'now') {
          const reply = await server.ask(path);
          expect([reply.status, String(reply.body)]).to.deep.equal([200, present()]);
        } else if ('refused' in expected) {
          const reply = await server.ask(path);
          expect(reply.status).to.equal(400);
          expect(refusalOf(reply)).to.have.property('code', expected.refused);
        } else {
          await expectHeldUntil(server, path, expected.until);
        }
      });
    }
  }

  for (const query of ['', '?_HLS_msn=120', '?_HLS_msn=112&_HLS_part=9', '?_HLS_part=1', '?_HLS_msn=abc']) {
    it(`answers ${query || 'a plain reload'} at once after the end`, async () => {
      await start('low');
      server.builder.publishUntil(112, 4);
      server.builder.end();
      const { status, headers, body } = await server.ask(`/live/main/aac-96/live.m3u8${query}`);
      expect([status, headers['cache-control']]).to.deep.equal([200, 'max-age=1']);
      expect(String(body)).to.match(/#EXT-X-ENDLIST\n$/);
    });

    it(`answers ${query || 'a plain reload'} at once in profile standard`, async () => {
      await start('standard');
      server.builder.publishUntil(112);
      const { status, headers, body } = await server.ask(`/live/main/aac-96/live.m3u8${query}`);
      expect([status, headers['cache-control']]).to.deep.equal([200, 'max-age=1']);
      expect(String(body)).to.equal(renderMediaPlaylist(server.builder.manifest, 'aac-96'));
    });
  }

  it('counts parts by the profile: in ultra the thirtieth is the last of its segment', async () => {
    await start('ultra');
    server.builder.publishUntil(112, 4);
    await expectHeldUntil(server, '/live/main/aac-96/live.m3u8?_HLS_msn=112&_HLS_part=29', {
      msn: 112,
      parts: 30,
    });
    await expectHeldUntil(server, '/live/main/aac-96/live.m3u8?_HLS_msn=113&_HLS_part=30', {
      msn: 114,
      parts: 1,
    });
  });

  it('takes the segment before the first as the last, while none is complete', async () => {
    await start('low');
    server.builder.publishParts(1);
    const ask = (msn: number) => server.ask(`/live/main/aac-96/live.m3u8?_HLS_msn=${msn}&_HLS_part=0`);
    expect((await ask(100)).status).to.equal(200);
    expect((await ask(102)).status).to.equal(400);
    const held = ask(101);
    await server.untilWaiting(1);
    server.builder.publishUntil(101, 1);
    expect((await held).status).to.equal(200);
  });

  it('leaves directives of the multivariant playlist out of account', async () => {
    await start('low');
    server.builder.publishParts(1);
    const { status, headers } = await server.ask('/live/main/master.m3u8?_HLS_msn=abc');
    expect([status, headers['cache-control']]).to.deep.equal([200, 'max-age=1']);
  });
});

/** The request is held one part before it, and answered by the publication of the part. */
async function expectHeldUntil(
  { ask, builder, untilWaiting }: PlayerServer,
  path: string,
  until: { msn: number; parts: number },
): Promise<void> {
  const held = ask(path);
  await untilWaiting(1);
  if (until.parts === 1) builder.publishUntil(until.msn - 1);
  else builder.publishUntil(until.msn, until.parts - 1);
  await untilWaiting(1);
  builder.publishParts(1);
  await untilWaiting(0);
  const rendition = path.split('/')[3] ?? '';
  const answer = renderMediaPlaylist(builder.manifest, rendition);
  const { status, headers, body } = await held;
  expect([status, headers['cache-control'], String(body)]).to.deep.equal([200, 'max-age=12', answer]);
}
