import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, ConsoleMessage, Page } from 'playwright-core';
import { launchChromium } from '../helpers/chromium.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const ADMIN_KEY = 'key-of-the-administration';

describe('the policy of the pages', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let site: Server;
  let framed = '';
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  before(async () => {
    site = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><title>A site</title><iframe src="${framed}"></iframe>`);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const settings = { RINGCAST_EMBED_ORIGINS: siteAt('localhost'), RINGCAST_ADMIN_KEY: ADMIN_KEY };
    server = await ServerProcess.start({ settings });
    browser = await launchChromium({ executablePath: chromium.path });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    site?.close();
  });
  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage();
    // What is refused in a worker is told here too.
    page.on('console', (message: ConsoleMessage) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
  });
  afterEach(() => page.close());

  function siteAt(host: string): string {
    return `http://${host}:${(site.address() as AddressInfo).port}`;
  }

  it('lets the capture page broadcast, and runs no script that is not its own', async () => {
    await page.goto(server.url(`/broadcast/main#key=${server.key}`));
    const capture = page.locator('ringcast-capture');
    await capture.evaluate((element) => (element as unknown as { start(): Promise<void> }).start());
    await page.waitForFunction(
      (element) =>
        (element as unknown as { stats: { acknowledgedSamples: number } }).stats.acknowledgedSamples > 48_000,
      await capture.elementHandle(),
    );
    expect(complaints).to.deep.equal([]);
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.isBroken = true';
      document.head.append(script);
    }`);
    expect(await page.evaluate('window.isBroken')).to.equal(undefined);
    expect(complaints).to.have.lengthOf(1);
  });

  it('lets the administration draw, and the description of the API be read', async () => {
    await page.goto(server.url(`/admin#key=${ADMIN_KEY}`));
    await page.locator('#latency-plot .uplot').waitFor();
    await page.goto(server.url('/api/docs'));
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
    expect(complaints).to.deep.equal([]);
  });

  for (const { path, host, isShown } of [
    { path: '/embed/main', host: 'localhost', isShown: true },
    { path: '/embed/main', host: '127.0.0.1', isShown: false },
    { path: '/listen/main', host: 'localhost', isShown: false },
    { path: '/broadcast/main', host: 'localhost', isShown: false },
    { path: '/admin', host: 'localhost', isShown: false },
    { path: '/api/stations', host: 'localhost', isShown: false },
  ]) {
    it(`${isShown ? 'shows' : 'does not show'} ${path} in a frame of a site at ${host}`, async () => {
      framed = server.url(path);
      await page.goto(siteAt(host));
      const urls = page.frames().map((frame) => frame.url());
      expect(urls.includes(framed)).to.equal(isShown);
    });
  }
});
