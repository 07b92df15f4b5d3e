import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { IngestServer } from '../helpers/ingest-server.ts';
import { push } from '../helpers/push-request.ts';

const BUNDLES = new URL('../../packages/ingest/dist/browser/', import.meta.url);

describe('ingest serves the capture page', () => {
  let server: IngestServer;

  before(async function () {
    // The pages are built before the tests; a test that is run alone may come before that.
    const names: string[] = await readdir(BUNDLES).catch(() => []);
    if (!names.includes('capture.html')) this.skip();
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg' });
    await server.listen();
  });

  after(() => server?.close());

  it('under /broadcast and /broadcast/STATION, so that no other site frames it or learns its address', async () => {
    for (const path of ['/broadcast', '/broadcast/main']) {
      const response = await fetch(`http://${server.host}${path}`);
      expect(response.status).to.equal(200);
      expect(await response.text()).to.contain('<ringcast-capture');
      const headers = Object.fromEntries(response.headers);
      expect(headers).to.include({
        'content-type': 'text/html; charset=utf-8',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-cache',
      });
      expect(headers['content-security-policy']).to.contain("frame-ancestors 'none'");
    }
  });

  it('with its scripts', async () => {
    for (const name of ['capture.js', 'capture-worker.js', 'capture-worklet.js']) {
      const response = await fetch(`http://${server.host}/assets/capture/${name}`);
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-type')).to.match(/javascript/);
      expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
      expect((await response.text()).length).to.be.above(100);
    }
  });

  it('with a worklet that a browser may keep until there is another', async () => {
    const assets = `http://${server.host}/assets/capture/`;
    const page = await (await fetch(`${assets}capture.js`)).text();
    const [name = ''] = /capture-worklet\.js\?v=[\da-f]{12}/.exec(page) ?? [];
    const worklet = await fetch(`${assets}${name}`);
    expect(worklet.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
    for (const other of ['capture.js', 'capture-worklet.js?v=0123456789ab']) {
      expect((await fetch(`${assets}${other}`)).headers.get('cache-control')).to.equal('no-cache');
    }
  });

  it('and nothing beside them', async () => {
    const outside = [
      '/assets/capture/..%2f..%2fpackage.json',
      '/assets/capture/%2e%2e/index.js',
      '/assets/capture/',
    ];
    for (const path of [
      ...outside,
      '/assets/capture/nothing.js',
      '/broadcast/other',
      '/broadcast/%E0%A4%A',
    ]) {
      const { status } = await fetch(`http://${server.host}${path}`);
      expect({ path, status }).to.deep.equal({ path, status: path.includes('%2f') ? status : 404 });
      expect(status).to.be.within(400, 404);
    }
  });

  it('while a malformed address or host harms nothing', async () => {
    const headers = { host: '"%' };
    expect((await push({ host: server.host, path: '/ingest/%E0%A4%A' })).status).to.equal(404);
    expect((await push({ host: server.host, path: '/ingest/main?rate=%FF', headers })).status).to.equal(400);
  });
});
