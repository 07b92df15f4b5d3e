import { setTimeout } from 'node:timers/promises';
import type { Page, Request } from 'playwright-core';

/** What is seen of a listener at a moment. */
export interface Observation {
  /** Since listening began. */
  readonly atMs: number;
  /** Time without sound so far, after the first sound. */
  readonly silentMs: number;
  /** Times the sound stopped so far. */
  readonly stalls: number;
  /** Of the server's clock, less the date of the sound; null where the player does not tell. */
  readonly micToEarMs: number | null;
  readonly targetMs: number | null;
  /** Nominal rate of what was loaded last. */
  readonly loadedBps: number;
}

/** What a page tells of itself: `globalThis.listened`, made by {@link WATCH}. */
interface Told {
  readonly silentMs: number;
  readonly stalls: number;
  readonly micToEarMs: number | null;
  readonly targetMs: number | null;
}

const SEEN_EVERY_MS = 250;
const MEDIA = /\/([a-z]+-(\d+))\/(\d+)(\.\d+)?\.m4s$/;

/**
 * Run in a page whose audio element is `globalThis.heard`: counts as silence every time the playhead stood still for
 * more than 60 ms, whatever the player says of itself. A bare hls.js is `globalThis.hls`, and the server's clock that
 * of its page: both run on this machine.
 */
const WATCH = `(() => {
  const told = { silentMs: 0, stalls: 0, micToEarMs: null, targetMs: null };
  let [timeS, atMs, isSilent, hasSounded] = [0, performance.now(), false, false];
  globalThis.watching = setInterval(() => {
    const nowMs = performance.now();
    const { currentTime } = globalThis.heard;
    const isMoving = currentTime !== timeS;
    if (isMoving) {
      if (isSilent) told.silentMs += nowMs - atMs;
      hasSounded = hasSounded || currentTime > 0.2;
      [timeS, atMs, isSilent] = [currentTime, nowMs, false];
    } else if (hasSounded && !isSilent && nowMs - atMs > 60) {
      isSilent = true;
      told.stalls += 1;
    }
    const stats = document.querySelector('ringcast-player')?.stats;
    if (stats) [told.micToEarMs, told.targetMs] = [stats.micToEarMs, stats.targetLatencyMs];
    else if (globalThis.hls?.playingDate) told.micToEarMs = Date.now() - globalThis.hls.playingDate;
    globalThis.listened = { ...told, silentMs: told.silentMs + (isSilent ? nowMs - atMs : 0) };
  }, 20);
})()`;

/** Watches a page from outside: what it loads, and whether its sound goes on. */
export class Listening {
  readonly observations: Observation[] = [];
  /** Bytes of media that were loaded. */
  mediaBytes = 0;
  readonly #counted = new WeakSet<Request>();
  readonly #page: Page;
  readonly #beganAtMs = performance.now();
  #loadedBps = 0;

  /** The page's audio element must be `globalThis.heard`. */
  static async begin(page: Page): Promise<Listening> {
    await page.evaluate(WATCH);
    return new Listening(page);
  }

  private constructor(page: Page) {
    this.#page = page;
    page.on('request', (request) => this.#noteRequest(request));
    page.on('requestfinished', (request) => void this.#noteBytes(request));
  }

  /** Since listening began. */
  get nowMs(): number {
    return performance.now() - this.#beganAtMs;
  }

  /** Looks on for a while. */
  async watch(durationMs: number): Promise<void> {
    const endMs = this.nowMs + durationMs;
    while (this.nowMs < endMs) {
      await setTimeout(SEEN_EVERY_MS);
      const told = await this.#page.evaluate(() => (globalThis as unknown as { listened: Told }).listened);
      this.observations.push({ ...told, atMs: this.nowMs, loadedBps: this.#loadedBps });
    }
  }

  /** Resolves when a piece of media is in, and nothing of the next is on its way yet. */
  async mediaIn(): Promise<void> {
    const event = { predicate: (request: Request) => MEDIA.test(request.url()) };
    await this.#noteBytes(await this.#page.waitForEvent('requestfinished', event));
  }

  /** Looks no more, so that only what the page does itself takes time. */
  async end(): Promise<void> {
    await this.#page.evaluate('clearInterval(globalThis.watching)');
  }

  /** What was seen from one time to another. */
  between(fromMs: number, toMs = Number.POSITIVE_INFINITY): Observation[] {
    return this.observations.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  }

  #noteRequest(request: Request): void {
    const kbits = MEDIA.exec(request.url())?.[2];
    if (kbits !== undefined && request.headers()['range'] === undefined)
      this.#loadedBps = Number(kbits) * 1_000;
  }

  async #noteBytes(request: Request): Promise<void> {
    if (!MEDIA.test(request.url()) || request.headers()['range'] !== undefined) return;
    if (this.#counted.has(request)) return;
    this.#counted.add(request);
    const response = await request.response().catch(() => null);
    this.mediaBytes += Number(response?.headers()['content-length'] ?? 0);
  }
}

/** Stalls and silence between the first and the last of some observations. */
export function stallsOf(seen: readonly Observation[]): { count: number; silentMs: number } {
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined) return { count: 0, silentMs: 0 };
  return { count: last.stalls - first.stalls, silentMs: last.silentMs - first.silentMs };
}

/** Times the rate that is loaded changed. */
export function switchesOf(seen: readonly Observation[]): number {
  return seen.filter(({ loadedBps }, index) => index > 0 && loadedBps !== seen[index - 1]?.loadedBps).length;
}
