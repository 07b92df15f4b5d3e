import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { RingcastPlayer } from '../../packages/player/browser/player-entry.ts';
import { ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe("the listener page where the browser's own HLS has to do", function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
  });
  after(() => stage?.close());

  async function openNative(url: string): Promise<Page> {
    const page = await stage.browser.newPage();
    await page.addInitScript(() => {
      for (const name of ['MediaSource', 'ManagedMediaSource', 'WebKitMediaSource'])
        Reflect.deleteProperty(globalThis, name);
    });
    await page.goto(url);
    return page;
  }

  it('plays in a page with the policy that is asked of it', async () => {
    const origin = new URL(stage.server.url('/')).origin;
    const policy = [
      "default-src 'none'",
      ...['script-src', 'connect-src', 'img-src'].map((directive) => `${directive} ${origin}`),
      `media-src ${origin} blob:`,
    ].join('; ');
    const site = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.setHeader('Content-Security-Policy', policy);
      response.end(`<!doctype html><title>A site</title>
        <script type="module" src="${origin}/assets/player/player.js"></script><ringcast-player></ringcast-player>`);
    }).listen(0, '127.0.0.1');
    try {
      await once(site, 'listening');
      const page = await openNative(`http://localhost:${(site.address() as AddressInfo).port}/`);
      await new ListenerPage(page).play();
    } finally {
      site.close();
    }
  });

  it('takes a change of quality for no stall', async () => {
    const page = await openNative(stage.server.url('/listen/main'));
    const listener = new ListenerPage(page);
    await listener.play();
    await listener.heardOn(1);
    // In one go: by itself this browser's own HLS stalls now and then.
    const stalls = await page.evaluate(async () => {
      const player = document.querySelector('ringcast-player') as RingcastPlayer;
      const select = player.shadowRoot?.querySelector('select') as HTMLSelectElement;
      const before = player.stats.stallCount;
      select.value = 'aac-48';
      select.dispatchEvent(new Event('change'));
      await new Promise((resolve) => player.audio.addEventListener('playing', resolve, { once: true }));
      return player.stats.stallCount - before;
    });
    expect(stalls).to.equal(0);
    expect((await listener.stats()).rendition).to.equal('aac-48');
  });
});
