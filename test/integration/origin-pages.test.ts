import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalOf, startPlayer, type PlayerServer } from '../helpers/player-server.ts';

describe('pages', () => {
  let pagesDir: string;
  let server: PlayerServer;
  beforeEach(async () => {
    pagesDir = await mkdtemp(join(tmpdir(), 'ringcast-pages-'));
    for (const page of ['listener', 'stations', 'embed']) {
      await writeFile(join(pagesDir, `${page}.html`), `the ${page} page`);
    }
    await writeFile(join(pagesDir, 'player.js'), 'export {};');
  });
  afterEach(async () => {
    await server.close();
    await rm(pagesDir, { recursive: true });
  });

  const rows: [readonly string[], string, string][] = [
    [['main'], '/', 'listener'],
    [['main', 'talk'], '/', 'stations'],
    [['main'], '/listen/main', 'listener'],
    [['main', 'talk'], '/listen/talk', 'listener'],
    [['main'], '/embed/main', 'embed'],
  ];
  for (const [stations, path, page] of rows) {
    it(`of ${stations.join(' and ')}: ${path} is the ${page} page`, async () => {
      server = await startPlayer({ stations, pagesDir });
      const { status, headers, body } = await server.ask(path);
      expect([status, String(body)]).to.deep.equal([200, `the ${page} page`]);
      expect(headers).to.include({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      });
      const policy = headers['content-security-policy'];
      expect(policy).to.include("script-src 'self';").and.include("media-src 'self' blob:;");
      expect(policy).to.include(page === 'embed' ? 'frame-ancestors *' : "frame-ancestors 'self'");
    });
  }

  it('share their scripts with other sites', async () => {
    server = await startPlayer({ pagesDir });
    const { status, headers } = await server.ask('/assets/player/player.js');
    expect(status).to.equal(200);
    expect(headers).to.include({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    });
    expect(headers['content-type']).to.match(/javascript/);
    const condition = { 'if-modified-since': headers['last-modified'] ?? '' };
    expect((await server.ask('/assets/player/player.js', { headers: condition })).status).to.equal(304);
  });

  const absent = [
    '/nothing',
    '/listen',
    '/listen/main/more',
    '/assets/player/',
    '/assets/player/nothing.js',
    '/assets/player/../player.js',
    '/assets/player/..%2f..%2f..%2fpackage.json',
    '/assets/player/%2e%2e/package.json',
    '/assets/player/%00',
    '/assets/player/%zz',
    '/assets/player//etc/passwd',
    '/listen/%zz',
    '/listen/..%2f..',
    '/api/stations/%2e%2e',
  ];
  for (const path of absent) {
    it(`${path} is 404`, async () => {
      server = await startPlayer({ pagesDir });
      const { status, headers, body } = await server.ask(path);
      expect([status, headers['cache-control']]).to.deep.equal([404, 'no-store']);
      expect(refusalOf({ body })).to.have.keys('code', 'message');
      expect(server.complaints).to.deep.equal([]);
    });
  }

  it('that are not built say how to build them', async () => {
    await rm(join(pagesDir, 'listener.html'));
    server = await startPlayer({ pagesDir });
    const { status, body } = await server.ask('/');
    expect(status).to.equal(503);
    expect(refusalOf({ body })).to.deep.equal({
      code: 'pages-not-built',
      message: 'The page listener.html is not built; "npm run build" makes it.',
    });
  });

  it('of an unknown station say where the list is', async () => {
    server = await startPlayer({ pagesDir });
    for (const path of ['/listen/nope', '/embed/nope']) {
      const { status, body } = await server.ask(path);
      expect(status).to.equal(404);
      expect(String(body)).to.include('/api/stations lists the stations');
    }
  });
});
