import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { RingcastPlayer } from '../../packages/player/browser/player-entry.ts';
import { ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('a player in the page of another site', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;
  let site: Server;
  let body = '';
  let page: Page;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
    site = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="de"><title>Another site</title>${body}`);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
  });
  after(async () => {
    site?.close();
    await stage?.close();
  });
  afterEach(() => page?.context().close());

  /** The site is at another host than the server, so all that the player asks for is cross-origin. */
  async function openSite(html: string): Promise<void> {
    body = html;
    page = await (await stage.browser.newContext()).newPage();
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
  }

  function script(): string {
    return `<script type="module" src="${stage.server.url('/assets/player/player.js')}"></script>`;
  }

  it('plays by one line, in the language of the page, with its title', async () => {
    await openSite(`${script()}<ringcast-player station="main" label="Radio Nord"></ringcast-player>`);
    await page.getByRole('button', { name: 'Abspielen' }).click();
    await page.locator('ringcast-player .player[data-state=playing]').waitFor();
    expect(await page.locator('ringcast-player h1').innerText()).to.equal('Radio Nord');
    await page.getByRole('button', { name: 'Verbindung' }).click();
    await page.locator('ringcast-player .uplot').nth(1).waitFor();
  });

  it('works twice on a page, and the lock screen belongs to who plays last', async () => {
    const player = '<ringcast-player station="main"></ringcast-player>';
    await openSite(
      `${script()}${player.replace('>', ' label="One">')}${player.replace('>', ' label="Two">')}`,
    );
    const title = (): Promise<string | undefined> =>
      page.evaluate(() => navigator.mediaSession.metadata?.title);
    for (const [index, label] of ['One', 'Two'].entries()) {
      await page.locator('ringcast-player .play').nth(index).click();
      await page.locator('ringcast-player').nth(index).locator('.player[data-state=playing]').waitFor();
      await page.waitForFunction((text) => navigator.mediaSession.metadata?.title === text, label);
    }
    await page.locator('ringcast-player .player[data-state=playing]').nth(1).waitFor();
    const shown = await page.evaluate(async () => {
      const titles = new Set<string | undefined>();
      const { audio } = document.querySelector('ringcast-player') as RingcastPlayer;
      // Four times a second, while both look at what they show twice.
      for (let look = 0; look < 8; look += 1) {
        await new Promise((resolve) => audio.addEventListener('timeupdate', resolve, { once: true }));
        titles.add(navigator.mediaSession.metadata?.title);
      }
      return [...titles];
    });
    expect(shown).to.deep.equal(['Two']);
    await page.evaluate(() => document.querySelectorAll('ringcast-player')[1]?.remove());
    expect(await title()).to.not.equal('Two');
    await page.locator('ringcast-player .player[data-state=playing]').waitFor();
  });

  it('takes the colours and the parts that the page styles', async () => {
    const style = `<style>
      ringcast-player { --rc-accent: rgb(0, 90, 60); --rc-surface: rgb(250, 240, 220); color-scheme: light; }
      ringcast-player::part(title) { text-transform: uppercase; }
    </style>`;
    await openSite(`${style}${script()}<ringcast-player></ringcast-player>`);
    await page.locator('ringcast-player .player[data-state=ready]').waitFor();
    const styleOf = (selector: string, property: string): Promise<string> =>
      page
        .locator(`ringcast-player ${selector}`)
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    expect(await styleOf('.play', 'background-color')).to.equal('rgb(0, 90, 60)');
    expect(await styleOf('.player', 'background-color')).to.equal('rgb(250, 240, 220)');
    expect(await styleOf('h1', 'text-transform')).to.equal('uppercase');
  });

  it('runs from left to right in a page that does not, its volume and all it draws alike', async () => {
    await openSite(`<div dir="rtl">${script()}<ringcast-player label="רדיו"></ringcast-player></div>`);
    await page.locator('ringcast-player .player[data-state=ready]').waitFor();
    const slider = page.locator('ringcast-player input[type=range]');
    const { width = 0, height = 0 } = (await slider.boundingBox()) ?? {};
    await slider.click({ position: { x: width / 4, y: height / 2 } });
    expect(Number(await slider.inputValue())).to.be.within(15, 35);
    const directionOf = (selector: string): Promise<string> =>
      page.locator(`ringcast-player ${selector}`).evaluate((element) => getComputedStyle(element).direction);
    expect([await directionOf('h1'), await directionOf('.sentence')]).to.deep.equal(['rtl', 'ltr']);
  });

  it('is seen where the page makes it as wide as its content, and not where it is hidden', async () => {
    const hidden = '<ringcast-player id="hidden" hidden></ringcast-player>';
    await openSite(`${script()}${hidden}<ringcast-player style="float: left"></ringcast-player>`);
    const box = await page.locator('ringcast-player:not(#hidden) .play').boundingBox();
    expect(box?.width).to.be.within(44, 200);
    expect(await page.locator('#hidden .play').isVisible()).to.equal(false);
  });

  it('is there as a frame too, set up by its address', async () => {
    const address = stage.server.url('/embed/main?lang=en&label=Radio%20Nord&theme=dark');
    await openSite(`<iframe src="${address}" width="420" height="190" title="Radio Nord"></iframe>`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'Play' }).click();
    await frame.locator('ringcast-player .player[data-state=playing]').waitFor();
    expect(await frame.locator('h1').innerText()).to.equal('Radio Nord');
    const background = await frame
      .locator('ringcast-player .player')
      .evaluate((card) => getComputedStyle(card).backgroundColor);
    expect(background).to.equal('rgb(27, 29, 32)');
  });
});
