import { expect } from 'chai';
import { startPlayer, type PlayerServer } from '../helpers/player-server.ts';

describe('what stays fetchable', () => {
  let server: PlayerServer;
  beforeEach(async () => {
    server = await startPlayer();
    server.builder.publishUntil(119, 1);
  });
  afterEach(() => server.close());

  const statusOf = async (file: string): Promise<number> =>
    (await server.ask(`/live/main/aac-96/${file}`)).status;
  const playlist = async (): Promise<string> =>
    String((await server.ask('/live/main/aac-96/live.m3u8')).body);

  it('of segments is the window and four before it', async () => {
    expect(await playlist()).to.include('#EXT-X-MEDIA-SEQUENCE:109\n');
    expect(await statusOf('105.m4s')).to.equal(200);
    expect(await statusOf('104.m4s')).to.equal(404);
    server.builder.publishUntil(119);
    expect(await statusOf('105.m4s')).to.equal(404);
    expect(await statusOf('106.m4s')).to.equal(200);
  });

  it('of parts is what is listed, and more than three target durations of segments before it', async () => {
    expect(await playlist())
      .to.include('"117.0.m4s"')
      .and.not.include('"116.0.m4s"');
    // Parts of 116 went from the list when 118 was complete; those of 113 did 5.76 s before.
    for (const msn of [113, 114, 115, 116]) expect(await statusOf(`${msn}.9.m4s`)).to.equal(200);
    expect(await statusOf('112.9.m4s')).to.equal(404);
    expect(await statusOf('112.m4s')).to.equal(200);
  });

  it('never stops for what a playlist names', async () => {
    for (let i = 0; i < 6; i += 1) {
      server.builder.publishParts(4);
      const names =
        (await playlist()).match(/^\d+\.m4s$|(?<=URI=")(?!\.\.)[^"]+(?=",INDEPENDENT|"$)/gm) ?? [];
      expect(names.length).to.be.greaterThan(30);
      const statuses = await Promise.all(names.filter(isNotHinted(server)).map(statusOf));
      expect(new Set(statuses)).to.deep.equal(new Set([200]));
    }
  });

  it('of the former broadcast follows the same rule', async () => {
    server.builder.end();
    expect(await statusOf('119.0.m4s')).to.equal(200);
    server.builder.restart(120);
    expect([await statusOf('119.m4s'), await statusOf('116.m4s')]).to.deep.equal([200, 200]);
    expect(await statusOf('115.m4s')).to.equal(404);
    expect(await statusOf('init-aac-96.mp4')).to.equal(200);
    server.builder.restart(5_000);
    expect(await statusOf('120.m4s')).to.equal(404);
  });
});

function isNotHinted({ builder }: PlayerServer): (name: string) => boolean {
  const last = builder.manifest.segments.at(-1);
  const hinted = last?.isComplete ? `${last.msn + 1}.0.m4s` : `${last?.msn}.${last?.parts}.m4s`;
  return (name) => name !== hinted;
}
