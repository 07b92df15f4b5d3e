import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { launchHideableChromium } from '../helpers/hideable-chromium.ts';
import { ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

/** Counts how often the ring is wiped for a new picture. */
function countPictures(): void {
  const scope = globalThis as typeof globalThis & { pictures: number };
  scope.pictures = 0;
  const { prototype } = CanvasRenderingContext2D;
  const clearRect = Reflect.get(prototype, 'clearRect');
  prototype.clearRect = function (...box) {
    if (this.canvas.isConnected) scope.pictures += 1;
    clearRect.apply(this, box);
  };
}

async function picturesIn(page: Page, durationMs: number): Promise<number> {
  return page.evaluate(async (ms) => {
    const scope = globalThis as typeof globalThis & { pictures: number };
    const before = scope.pictures;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return scope.pictures - before;
  }, durationMs);
}

describe('the picture on the listener page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
  });
  after(() => stage?.close());
  afterEach(async () => {
    for (const context of stage.browser.contexts()) await context.close();
  });

  async function open(reducedMotion: 'reduce' | 'no-preference'): Promise<ListenerPage> {
    const context = await stage.browser.newContext({ reducedMotion });
    const page = await context.newPage();
    // tsx names functions by a helper that pages do not have.
    await page.addInitScript('globalThis.__name ??= (value) => value');
    await page.addInitScript(countPictures);
    await page.goto(stage.server.url('/listen/main'));
    const listener = new ListenerPage(page);
    await listener.inState('ready');
    return listener;
  }

  /** How much of the ring is in the colour of a quality, 0 to 1, and how opaque its most opaque point is. */
  async function colouredShare(page: Page): Promise<number> {
    return page.evaluate(() => {
      const ring = document.querySelector('ringcast-player')?.shadowRoot?.querySelector('canvas');
      const { width, height } = ring ?? { width: 0, height: 0 };
      const pixels =
        ring?.getContext('2d')?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      let coloured = 0;
      let painted = 0;
      for (let index = 0; index < pixels.length; index += 4) {
        const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(index, index + 4);
        if (alpha < 20) continue;
        painted += 1;
        if (Math.max(red, green, blue) - Math.min(red, green, blue) > 30) coloured += 1;
      }
      return coloured / painted;
    });
  }

  it('fills with segments as they come in', async () => {
    const listener = await open('no-preference');
    expect(await colouredShare(listener.page)).to.equal(0);
    await listener.play();
    const early = await colouredShare(listener.page);
    await picturesIn(listener.page, 6_000);
    expect(await colouredShare(listener.page)).to.be.above(early + 0.1);
  });

  it('moves while playing, and rests before and after', async () => {
    const listener = await open('no-preference');
    await listener.page.waitForLoadState('networkidle');
    expect(await picturesIn(listener.page, 1_000), 'ready').to.equal(0);
    await listener.play();
    expect(await picturesIn(listener.page, 2_000), 'playing').to.be.within(8, 24);
    await listener.button.click();
    await listener.inState('paused');
    await picturesIn(listener.page, 500);
    expect(await picturesIn(listener.page, 1_000), 'paused').to.equal(0);
  });

  it('costs nothing where it is scrolled out of sight', async () => {
    const listener = await open('no-preference');
    await listener.play();
    await listener.page.evaluate(() => {
      document.body.style.paddingTop = '5000px';
    });
    await picturesIn(listener.page, 1_000);
    expect(await picturesIn(listener.page, 2_000)).to.be.at.most(1);
  });

  it('rests behind another tab, while the sound goes on', async () => {
    const browser = await launchHideableChromium({ executablePath: chromium.path });
    try {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(
        `globalThis.__name ??= (value) => value; (${String(countPictures)})()`,
      );
      await page.goto(stage.server.url('/listen/main'));
      const player = `document.querySelector('ringcast-player')`;
      const look = async (): Promise<{ pictures: number; timeS: number; stallCount: number }> =>
        page.evaluate(
          `({ pictures, timeS: ${player}.audio.currentTime, stallCount: ${player}.stats.stallCount })`,
        ) as never;
      const wait = (ms: number): Promise<unknown> =>
        page.evaluate(`new Promise((resolve) => setTimeout(resolve, ${ms}))`);
      await page.evaluate(`customElements.whenDefined('ringcast-player').then(() => ${player}.play())`);
      await page.waitForFunction(`${player}.audio.currentTime > 0 && pictures > 5`);
      await (await browser.newPage()).bringToFront();
      await wait(500);
      const before = await look();
      await wait(4_000);
      const after = await look();
      expect(after.pictures).to.equal(before.pictures);
      expect(after.timeS).to.be.above(before.timeS + 3);
      expect(after.stallCount).to.equal(before.stallCount);
    } finally {
      await browser.close();
    }
  });

  it('stands still for those who want no motion, but for one picture a segment', async () => {
    const listener = await open('reduce');
    await listener.play();
    await picturesIn(listener.page, 500);
    expect(await picturesIn(listener.page, 4_000)).to.be.within(1, 4);
  });

  it('leaves the plots unloaded until they are opened, then shows both and the figures', async () => {
    const listener = await open('no-preference');
    await listener.play();
    const loaded = await listener.page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    expect(loaded).to.include('/assets/player/player.js').and.not.include('/assets/player/plots.js');
    const button = listener.page.getByRole('button', { name: 'Connection' });
    await button.click();
    await listener.page.locator('ringcast-player .uplot').nth(1).waitFor();
    expect(await button.getAttribute('aria-expanded')).to.equal('true');
    await listener.page.locator('ringcast-player .latency-key b', { hasText: /^\d\.\d\d s$/ }).waitFor();
    await button.click();
    await listener.page.locator('ringcast-player .uplot').first().waitFor({ state: 'detached' });
  });

  it('is loaded with 250 kB or less, all of it from here', async () => {
    const listener = await open('no-preference');
    await listener.inState('ready');
    const loaded = await listener.page.evaluate(() => {
      const entries = [
        ...performance.getEntriesByType('navigation'),
        ...performance.getEntriesByType('resource'),
      ] as PerformanceResourceTiming[];
      return entries.map(({ name, encodedBodySize }) => ({ origin: new URL(name).origin, encodedBodySize }));
    });
    const here = new URL(listener.page.url()).origin;
    expect(loaded.map(({ origin }) => origin).filter((origin) => origin !== here)).to.deep.equal([]);
    expect(loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)).to.be.within(1, 250_000);
  });

  it('says so where the plots cannot be loaded', async () => {
    const listener = await open('no-preference');
    await listener.page.route('**/plots.js', (route) => route.abort());
    await listener.page.getByRole('button', { name: 'Connection' }).click();
    await listener.page.getByText('The plots could not be loaded.').waitFor();
  });

  it('shows station and artwork on the lock screen, whose buttons work', async () => {
    const listener = await open('no-preference');
    await listener.page.evaluate(() => {
      const session = navigator.mediaSession;
      const handlers = new Map<string, () => void>();
      session.setActionHandler = (action, handler) => void handlers.set(action, handler as () => void);
      Object.assign(globalThis, { press: (action: string) => handlers.get(action)?.() });
    });
    await listener.play();
    const shown = await listener.page.evaluate(async () => {
      const { metadata, playbackState } = navigator.mediaSession;
      const artwork = await Promise.all(
        (metadata?.artwork ?? []).map(async ({ src }) => (await fetch(src)).status),
      );
      return { title: metadata?.title, playbackState, artwork };
    });
    expect(shown).to.deep.equal({ title: 'main', playbackState: 'playing', artwork: [200, 200, 200] });
    const press = (action: string): Promise<unknown> => listener.page.evaluate(`press('${action}')`);
    await press('pause');
    await listener.inState('paused');
    await press('play');
    await listener.inState('playing');
  });
});
