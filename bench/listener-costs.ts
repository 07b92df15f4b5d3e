import type { Browser, Page } from 'playwright-core';
import { setTimeout } from 'node:timers/promises';
import type { Figure } from './figure.ts';
import { onShapedLink, type Stage } from './listener-links.ts';
import { ringcast } from './listener-players.ts';

const RENDITION = 'aac-96';
const GOOD_BPS = 5_000_000;
/** Carries aac-96 in whole segments, and not in parts. */
const NARROW_BPS = 116_000;
const TURNING_MS = 20_000;
const VISIBLE_BAR_PERCENT = 15;
const HIDDEN_BAR_PERCENT = 4;

/** Bytes on the wire, and the page's CPU. */
export async function costFigures(isQuick: boolean): Promise<Figure[]> {
  const windowMs = isQuick ? 20_000 : 60_000;
  return onShapedLink(async (stage) => [
    ...(await wireFigures(stage, windowMs)),
    ...(await cpuFigures(stage, windowMs)),
  ]);
}

async function wireFigures({ browser, link, urlOf }: Stage, windowMs: number): Promise<Figure[]> {
  await link.limit(GOOD_BPS);
  const { page, listening } = await ringcast.play(browser, urlOf, RENDITION);
  const ratioOver = async (spanMs: number): Promise<number> => {
    await listening.mediaIn();
    const before = { wire: await link.carriedBytes(), media: listening.mediaBytes };
    await listening.watch(spanMs);
    await listening.mediaIn();
    return ((await link.carriedBytes()) - before.wire) / (listening.mediaBytes - before.media);
  };
  await listening.watch(TURNING_MS / 2);
  const parts = await ratioOver(windowMs);
  await link.limit(NARROW_BPS);
  await listening.watch(TURNING_MS);
  const segments = await ratioOver(windowMs);
  await page.context().close();
  return [ratioFigure('with parts', parts, 1.5), ratioFigure('with whole segments', segments, 1.1)];
}

function ratioFigure(how: string, ratio: number, bar: number): Figure {
  return {
    what: `bytes on the wire to the listener ÷ media bytes, ${RENDITION}, ${how}`,
    bar: `≤ ${bar}`,
    reached: ratio.toFixed(3),
    isReached: ratio <= bar,
  };
}

async function cpuFigures({ browser, link, urlOf }: Stage, windowMs: number): Promise<Figure[]> {
  await link.limit(GOOD_BPS);
  const { page, listening } = await ringcast.play(browser, urlOf);
  await listening.watch(TURNING_MS / 2);
  await listening.end();
  const visible = await cpuPercent(browser, windowMs);
  await hide(page);
  await setTimeout(TURNING_MS / 4);
  const hidden = await cpuPercent(browser, windowMs);
  await page.context().close();
  return [
    cpuFigure('ring visible', visible, VISIBLE_BAR_PERCENT),
    cpuFigure('told that it is hidden', hidden, HIDDEN_BAR_PERCENT),
  ];
}

function cpuFigure(how: string, percent: number, bar: number): Figure {
  return {
    what: `CPU of the page while playing, ${how}`,
    bar: `≤ ${bar} % of a core`,
    reached: `${percent.toFixed(1)} % (the renderer processes)`,
    isReached: percent <= bar,
  };
}

/** Playwright keeps every page visible; this tells a page what another tab in front of it would. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

async function cpuPercent(browser: Browser, windowMs: number): Promise<number> {
  const session = await browser.newBrowserCDPSession();
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
