import { setTimeout } from 'node:timers/promises';
import puppeteer, { type Browser } from 'puppeteer-core';
import type { RingcastPlayer } from '../packages/player/browser/player-entry.ts';
import { launchHideableChromium } from '../test/helpers/hideable-chromium.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import type { ServerProcess } from '../test/helpers/server-process.ts';
import type { Figure, Measurement } from './figure.ts';
import { onAir } from './listener-stage.ts';
import { repeat, type RepeatedRuns, within } from './repeated-runs.ts';

const WINDOW = '--window-size=1440,900';
const SETTLED_MS = 10_000;
const HIDING_MS = 5_000;
const SPARE_MS = 30_000;
const VISIBLE_BAR_PERCENT = 15;
const HIDDEN_BAR_PERCENT = 4;

/** What a page takes of a core. */
interface PageCost {
  readonly visiblePercent: number;
  readonly hiddenPercent: number;
}

/** CPU of the page while it plays, seen and behind another tab. */
export const pageCost: Measurement = {
  name: 'listener-cpu',
  async run(options) {
    const windowMs = options.isQuick ? 15_000 : 30_000;
    const runs = await repeat(options, () => onAir('low', (server) => costOf(server, windowMs)));
    return [
      figureOf(runs, 'visiblePercent', VISIBLE_BAR_PERCENT),
      figureOf(runs, 'hiddenPercent', HIDDEN_BAR_PERCENT),
    ];
  },
};

async function costOf(server: ServerProcess, windowMs: number): Promise<PageCost> {
  const browser = await openListener(server);
  try {
    return await within(SETTLED_MS + HIDING_MS + 2 * windowMs + SPARE_MS, async () => {
      await setTimeout(SETTLED_MS);
      const visiblePercent = await cpuPercent(browser, windowMs);
      await (await browser.newPage()).bringToFront();
      await setTimeout(HIDING_MS);
      return { visiblePercent, hiddenPercent: await cpuPercent(browser, windowMs) };
    });
  } finally {
    await browser.close();
  }
}

/** A browser whose page plays as a listener's does: nobody looks into it any more, which has a cost of its own. */
async function openListener(server: ServerProcess): Promise<Browser> {
  const executablePath = (await locateProgram('chromium')) ?? 'chromium';
  const browser = await launchHideableChromium({ executablePath, switches: [WINDOW] });
  try {
    await within(SPARE_MS, () => playIn(browser, server.url('/listen/main')));
  } catch (error) {
    await browser.close();
    throw error;
  }
  await browser.disconnect();
  return puppeteer.connect({ browserWSEndpoint: browser.wsEndpoint(), defaultViewport: null });
}

async function playIn(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.evaluate(async () => {
    await customElements.whenDefined('ringcast-player');
    await (document.querySelector('ringcast-player') as RingcastPlayer).play();
  });
}

function figureOf(runs: RepeatedRuns<PageCost>, key: keyof PageCost, bar: number): Figure {
  const percent = (run: PageCost): number => run[key];
  return {
    what: `CPU of the page while playing, ${key === 'visiblePercent' ? 'ring visible' : 'behind another tab'}`,
    bar: `≤ ${bar} % of a core`,
    reached: `${runs.spread(percent, 1)} % (the renderer processes); ${runs.told}`,
    isReached: runs.middle(percent) <= bar,
  };
}

async function cpuPercent(browser: Browser, windowMs: number): Promise<number> {
  const session = await browser.target().createCDPSession();
  const rendererSeconds = async (): Promise<number> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo
      .filter(({ type }) => type === 'renderer')
      .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const before = await rendererSeconds();
  await setTimeout(windowMs);
  const percent = (((await rendererSeconds()) - before) / (windowMs / 1_000)) * 100;
  await session.detach();
  return percent;
}
