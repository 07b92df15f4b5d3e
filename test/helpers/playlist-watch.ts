import { setTimeout as after } from 'node:timers/promises';
import { httpGet } from './http-get.ts';
import { nextPartOf } from './playlist-follower.ts';
import { PlaylistLedger } from './playlist-ledger.ts';

const RETRY_AFTER_MS = 20;

/** Follows a rendition's playlist from part to part, also where its server goes away for a time. */
export class PlaylistWatch {
  readonly ledger = new PlaylistLedger();
  /** What the playlist said that it must not, in words. */
  readonly faults: string[] = [];
  readonly #url: string;
  readonly #rendition: string;
  readonly #abort = new AbortController();
  /** When each part came to be known, by `performance.now()`. */
  readonly #partsAtMs: number[] = [];
  readonly #done: Promise<void>;
  #onPart: (() => void)[] = [];
  #text = '';

  /** @param siteUrl of the station's renditions: `http://127.0.0.1:8000/live/main`. */
  constructor(siteUrl: string, rendition: string) {
    this.#url = `${siteUrl}/${rendition}/live.m3u8`;
    this.#rendition = rendition;
    this.#done = this.#follow();
  }

  /** The playlist as it came last. */
  get text(): string {
    return this.#text;
  }

  /** Resolves when so many more parts came. */
  async moreParts(count: number): Promise<void> {
    for (let left = count; left > 0; left--) await new Promise<void>((resolve) => this.#onPart.push(resolve));
  }

  /** How long each part came after the one before, since a moment of `performance.now()`, up to now, in ms. */
  pausesMs(sinceMs: number): number[] {
    const before = this.#partsAtMs.findLast((atMs) => atMs <= sinceMs) ?? sinceMs;
    const times = [before, ...this.#partsAtMs.filter((atMs) => atMs > sinceMs), performance.now()];
    return times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs));
  }

  /** When each segment of the playlist began, as it says, in ms since the Unix epoch. */
  get datesMs(): number[] {
    return [...this.#text.matchAll(/^#EXT-X-PROGRAM-DATE-TIME:(.+)$/gm)].map(([, date = '']) =>
      Date.parse(date),
    );
  }

  /** The most by which a segment begins later or earlier than the end of the one before, of so many ms each. */
  greatestDateJumpMs(segmentMs: number): number {
    const { datesMs } = this;
    const jumps = datesMs
      .slice(1)
      .map((atMs, index) => Math.abs(atMs - (datesMs[index] ?? atMs) - segmentMs));
    return Math.max(0, ...jumps);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted && !this.#text.includes('#EXT-X-ENDLIST')) {
      const next = nextPartOf(this.#text);
      const query = next ? `?_HLS_msn=${next.msn}&_HLS_part=${next.part}` : '';
      const answer = await httpGet(`${this.#url}${query}`, signal).catch(() => undefined);
      if (answer?.status === 200) this.#note(answer.body.toString());
      else await after(RETRY_AFTER_MS, undefined, { signal }).catch(() => {});
    }
  }

  #note(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#partsAtMs.push(performance.now());
    try {
      this.ledger.note(this.#rendition, text);
    } catch (error) {
      this.faults.push(String(error));
    }
    if (/^#EXT-X-DISCONTINUITY$/m.test(text)) this.faults.push('a discontinuity was declared');
    for (const tell of this.#onPart.splice(0)) tell();
  }
}
