import type Hls from 'hls.js/light';
import type { Level } from 'hls.js/light';
import type { Adapter } from './adapter.ts';

/** The listener's wish: `auto`, or a rendition's name (`aac-96`, `flac`). */
export type QualityChoice = string;

/** The wish that leaves the choice to the player. */
export const AUTO = 'auto';

/** The rendition that is lossless. */
export const LOSSLESS = 'flac';

const RENDITION_PATH = /([^/]+)\/live\.m3u8(?:\?.*)?$/;

/** The rendition's name in the URL of its playlist, or the whole URL where it follows no such form. */
function renditionNameOf(playlistUrl: string): string {
  return RENDITION_PATH.exec(playlistUrl)?.[1] ?? playlistUrl;
}

/** The nominal rate in a rendition's name, or undefined where it has none. */
export function nominalBitrateBps(rendition: string): number | undefined {
  const kbits = /-(\d+)$/.exec(rendition)?.[1];
  return kbits === undefined ? undefined : Number(kbits) * 1_000;
}

/** Settings of a {@link QualityControl}. */
export interface QualityControlOptions {
  readonly hls: Hls;
  readonly adapter: Adapter;
  readonly choice: QualityChoice;
}

/**
 * Puts the listener's wish to hls.js. `loadLevel` changes what is loaded next and flushes nothing; all renditions
 * are cut at the same sample, so the change is not heard. Lossless is never taken but by wish, or where there is
 * nothing else.
 */
export class QualityControl {
  readonly #hls: Hls;
  readonly #adapter: Adapter;
  #choice: QualityChoice;
  #movedTo: string | undefined;

  constructor({ hls, adapter, choice }: QualityControlOptions) {
    this.#hls = hls;
    this.#adapter = adapter;
    this.#choice = choice;
  }

  /** Names of the renditions on offer, by rate, lossless last. */
  get offered(): string[] {
    return this.#hls.levels.map((level) => renditionNameOf(level.uri));
  }

  /** How many of them, from the first, are the ladder that `auto` chooses from: all where nothing is but lossless. */
  get ladderEnd(): number {
    const { offered } = this;
    return offered.findLastIndex((name) => name !== LOSSLESS) + 1 || offered.length;
  }

  /** The level of the listener's wish; -1 where the choice is left to the player. */
  get fixedLevel(): number {
    return this.offered.indexOf(this.#choice);
  }

  /** The rendition of a level of hls.js. */
  nameOf(level: number): string | undefined {
    return this.offered[level];
  }

  /** The levels are known. */
  noteLevels(): void {
    if (this.#movedTo !== undefined) this.moveTo(this.#movedTo);
    const ladder = this.#hls.levels.slice(0, this.ladderEnd);
    const ratesBps = ladder.map((level) => this.#rateOf(level));
    this.#adapter.begin(ratesBps, Math.min(this.#hls.firstLevel, ladder.length - 1));
    this.#apply();
  }

  /** Takes the listener's wish; one that is not on offer counts as {@link AUTO}. */
  choose(choice: QualityChoice): void {
    this.#choice = choice;
    this.#apply();
  }

  /** Takes the renditions' playlists from beside another multivariant playlist, of the same station. */
  moveTo(masterUrl: string): void {
    // The levels of the one before may still be on their way.
    this.#movedTo = masterUrl;
    for (const level of this.#hls.levels) {
      const [path] = RENDITION_PATH.exec(level.uri) ?? [];
      if (path !== undefined) level.url[0] = new URL(path, masterUrl).href;
    }
  }

  #apply(): void {
    const { fixedLevel } = this;
    const fixed = this.#hls.levels[fixedLevel];
    this.#adapter.fix(fixed && this.#rateOf(fixed));
    this.#hls.loadLevel = fixedLevel;
  }

  /** Of the sound alone where the name tells it; FLAC's as the playlist declares it. */
  #rateOf(level: Level): number {
    return nominalBitrateBps(renditionNameOf(level.uri)) ?? level.averageBitrate;
  }
}
