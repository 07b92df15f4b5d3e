import { expect } from 'chai';
import { startPlayer, type PlayerServer, refusalOf } from '../helpers/player-server.ts';

describe('a station for listeners with a token', () => {
  let server: PlayerServer;

  beforeEach(async () => {
    server = await startPlayer({
      judgeListener: (_, token) => {
        if (token === undefined) return { kind: 'token-needed' };
        if (token === 'old') return { kind: 'token-expired' };
        return token.startsWith('good') ? { kind: 'admitted', forMs: 5_900 } : { kind: 'token-wrong' };
      },
    });
    server.builder.publishParts(3);
  });
  afterEach(() => server.close());

  /** What a listener with a token finds, from the multivariant playlist on, as its player follows it. */
  async function followed(token: string): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const master = `/live/~${token}/main/master.m3u8`;
    const media = new URL(await textOf(master, /^aac-96.*$/m), `http://a${master}`).pathname;
    const init = new URL(await textOf(media, /(?<=#EXT-X-MAP:URI=")[^"]+/), `http://a${media}`).pathname;
    const part = new URL(await textOf(media, /(?<=URI=")[^"]+\.0\.m4s/), `http://a${media}`).pathname;
    for (const path of [master, media, init, part]) {
      const { status, headers, body } = await server.ask(path);
      expect(status, path).to.equal(200);
      found.set(path.replace(`/~${token}`, ''), `${headers['cache-control']} ${body.toString('latin1')}`);
    }
    return found;
  }

  async function textOf(path: string, pattern: RegExp): Promise<string> {
    const { body } = await server.ask(path);
    return pattern.exec(String(body))?.[0] ?? '';
  }

  it('is led on by relative names, to the same bytes for everyone, as cacheable as ever', async () => {
    const mine = await followed('good.one');
    expect(await followed('good.two')).to.deep.equal(mine);
    expect([...mine.keys()].slice(0, 2)).to.deep.equal([
      '/live/main/master.m3u8',
      '/live/main/aac-96/live.m3u8',
    ]);
    expect([...mine.values()].join('')).not.to.include('good');
    expect([...mine.values()].at(-1)).to.match(/^public, max-age=31536000, immutable /);
  });

  for (const [path, code] of [
    ['/live/main/master.m3u8', 'token-needed'],
    ['/live/main/aac-96/live.m3u8?_HLS_msn=100', 'token-needed'],
    ['/live/main/aac-96/100.0.m4s', 'token-needed'],
    ['/live/~bad/main/aac-96/100.0.m4s', 'token-wrong'],
    ['/live/~old/main/aac-96/live.m3u8', 'token-expired'],
    ['/live/main', 'token-needed'],
  ] as const) {
    it(`answers ${path} with ${code}, which no cache keeps`, async () => {
      const answer = await server.ask(path);
      expect(answer.status).to.equal(403);
      expect(answer.headers['cache-control']).to.equal('no-store');
      expect(refusalOf(answer).code).to.equal(code);
      expect(refusalOf(answer).message).not.to.match(/bad|old/);
    });
  }

  it('tells an edge who may listen', async () => {
    const { status, headers } = await server.ask('/live/~good/main');
    expect([status, headers['cache-control']]).to.deep.equal([204, 'max-age=5']);
    expect((await server.ask('/live/~good/other')).status).to.equal(404);
  });

  it('is said to be one', async () => {
    const { body } = await server.ask('/api/stations/main');
    expect(JSON.parse(String(body))).to.include({ access: 'token', onAir: true });
  });
});
