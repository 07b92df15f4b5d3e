import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../test/helpers/chromium.ts';
import { tapPlayer } from '../test/helpers/page-tap.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { startBroadcaster } from './broadcaster.ts';
import { quantile, type Figure, type Measurement } from './figure.ts';

const BAR_MS = 600;
const ON_AIR_BEFORE_MS = 6_000;
/** A person needs that long to find the button. */
const PAGE_OPEN_MS = 2_000;
const LISTENED_MS = 1_500;
/** Marked sound always has a tone of 0.1. */
const AUDIBLE_LEVEL = 0.02;

/** Play pressed → sound, on a station that is on air: from the click to the first samples that leave for the ear. */
export const playStart: Measurement = {
  name: 'play-start',
  async run({ isQuick }) {
    const server = await ServerProcess.start();
    const broadcaster = startBroadcaster(server, 'marked');
    const executablePath = (await locateProgram('chromium')) ?? 'chromium';
    const browser = await launchChromium({ executablePath });
    await setTimeout(ON_AIR_BEFORE_MS);
    const delays: number[] = [];
    for (let i = 0; i < (isQuick ? 3 : 10); i += 1) delays.push(await startOnce(browser, server));
    await browser.close();
    await broadcaster.stop();
    await server.close();
    return [figureOf(delays)];
  },
};

async function startOnce(browser: Browser, server: ServerProcess): Promise<number> {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(server.url('/listen/main'));
  await setTimeout(PAGE_OPEN_MS);
  const ear = await tapPlayer(page);
  const clicked = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const note = ({ timeStamp }: Event): void => resolve(performance.timeOrigin + timeStamp);
        addEventListener('click', note, { capture: true, once: true });
      }),
  );
  await page.locator('ringcast-player').getByRole('button', { name: 'Play' }).click();
  const clickedAtMs = await clicked;
  await setTimeout(LISTENED_MS);
  await context.close();
  const first = ear.sound.findIndex((value) => Math.abs(value) > AUDIBLE_LEVEL);
  return first === -1 ? Number.POSITIVE_INFINITY : ear.timeMsOf(first) - clickedAtMs;
}

function figureOf(delays: readonly number[]): Figure {
  const p95 = quantile(delays, 0.95);
  return {
    what: 'play pressed → sound, on a station that is on air',
    bar: `p95 ≤ ${BAR_MS / 1_000} s`,
    reached: `p95 ${p95.toFixed(0)} ms, median ${quantile(delays, 0.5).toFixed(0)} ms of ${delays.length}`,
    isReached: p95 <= BAR_MS,
  };
}
