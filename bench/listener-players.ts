import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import type { MeasurementOptions } from './figure.ts';
import { type LinkedSeat, onAir, onShapedLink } from './listener-stage.ts';
import { Listening } from './listening.ts';
import { repeat, type RepeatedRuns } from './repeated-runs.ts';

/** A player that is measured. */
export interface ListenerPlayer {
  readonly name: string;
  /** Plays a station in a new page, and resolves once it does; `choice` is a rendition where it is not to adapt. */
  play(browser: Browser, urlOf: (path: string) => string, choice?: string): Promise<Played>;
}

/** A page that plays. */
export interface Played {
  readonly page: Page;
  readonly listening: Listening;
}

const HLS_SCRIPT = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');

async function openPage(browser: Browser, url: string, choice = 'auto'): Promise<Page> {
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  // What the page keeps of the listener's last visit.
  await page.addInitScript(
    (kept) => localStorage.setItem('ringcast.player', kept),
    JSON.stringify({ choice }),
  );
  await page.goto(url);
  return page;
}

/** The page of this project. */
export const ringcast: ListenerPlayer = {
  name: 'Ringcast',
  async play(browser, urlOf, choice) {
    const page = await openPage(browser, urlOf('/listen/main'), choice);
    await page.evaluate(async () => {
      await customElements.whenDefined('ringcast-player');
      const player = document.querySelector('ringcast-player') as HTMLElement & {
        audio: HTMLAudioElement;
        play(): Promise<void>;
      };
      Object.assign(globalThis, { heard: player.audio });
      const isPlaying = new Promise((resolve) =>
        player.audio.addEventListener('playing', resolve, { once: true }),
      );
      await player.play();
      await isPlaying;
    });
    return { page, listening: await Listening.begin(page) };
  },
};

/** hls.js as it comes, on the same playlists. */
const plainHls: ListenerPlayer = {
  name: 'hls.js',
  async play(browser, urlOf) {
    const page = await openPage(browser, urlOf('/healthz'));
    await page.addScriptTag({ path: HLS_SCRIPT });
    await page.evaluate(async () => {
      const { Hls } = globalThis as unknown as {
        Hls: new () => { loadSource(url: string): void; attachMedia(audio: HTMLAudioElement): void };
      };
      const heard = document.createElement('audio');
      document.body.append(heard);
      const hls = new Hls();
      Object.assign(globalThis, { heard, hls });
      hls.loadSource('/live/main/master.m3u8');
      hls.attachMedia(heard);
      const isPlaying = new Promise((resolve) => heard.addEventListener('playing', resolve, { once: true }));
      await heard.play();
      await isPlaying;
    });
    return { page, listening: await Listening.begin(page) };
  },
};

/** What both players did. */
export interface SideBySide<Result extends object> {
  readonly ours: RepeatedRuns<Result>;
  readonly theirs: RepeatedRuns<Result>;
}

/** Does the same to {@link ringcast} and {@link plainHls} at the same time, each on a link of its own. */
export async function sideBySide<Result extends object>(
  options: MeasurementOptions,
  durationMs: number,
  act: (seat: LinkedSeat, player: ListenerPlayer) => Promise<Result>,
): Promise<SideBySide<Result>> {
  const pairs = await repeat(options, () =>
    onAir('low', async (server) => {
      const seat = (player: ListenerPlayer): Promise<Result> =>
        onShapedLink({ server, durationMs }, (linked) => act(linked, player));
      const [ours, theirs] = await Promise.all([seat(ringcast), seat(plainHls)]);
      return { ours, theirs };
    }),
  );
  return { ours: pairs.map((pair) => pair.ours), theirs: pairs.map((pair) => pair.theirs) };
}
