import type Hls from 'hls.js/light';

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

/** For this long after the start `auto` keeps the first rung: a change costs a playlist and an init on the way. */
const FIRST_RUNG_MS = 3_000;

/**
 * Puts the listener's wish to hls.js. `loadLevel` changes what is loaded next and flushes nothing; all renditions
 * are cut at the same sample, so the change is not heard.
 */
export class QualityControl {
  readonly #hls: Hls;
  #choice: QualityChoice;
  #adaptsFromMs = 0;

  constructor(hls: Hls, choice: QualityChoice) {
    this.#hls = hls;
    this.#choice = choice;
  }

  /** Names of the renditions on offer, by rate, lossless last. */
  get offered(): string[] {
    return this.#hls.levels.map((level) => renditionNameOf(level.uri));
  }

  /** The rendition of a level of hls.js. */
  nameOf(level: number): string | undefined {
    return this.offered[level];
  }

  /** The levels are known. */
  noteLevels(): void {
    this.#hls.autoLevelCapping = this.#highestLossy();
    this.#apply(this.#hls.firstLevel);
  }

  /** Loading begins. */
  begin(): void {
    this.#adaptsFromMs = performance.now() + FIRST_RUNG_MS;
  }

  /** Takes the listener's wish; one that is not on offer counts as {@link AUTO}. */
  choose(choice: QualityChoice): void {
    this.#choice = choice;
    // hls.js does not adapt across codecs: from lossless it has to be put back on the ladder first.
    const isLossless = this.nameOf(this.#hls.loadLevel) === LOSSLESS;
    this.#apply(isLossless ? this.#highestLossy() : -1);
  }

  /** A fragment of `level` is in: leaves the choice to hls.js where that is the wish. */
  noteLoaded(level: number): void {
    if (this.#isChosen || this.#hls.autoLevelEnabled || this.nameOf(level) === LOSSLESS) return;
    if (performance.now() > this.#adaptsFromMs) this.#hls.loadLevel = -1;
  }

  /** The sound stopped: there is no waiting with a change any more. */
  noteStall(): void {
    this.#adaptsFromMs = 0;
  }

  get #isChosen(): boolean {
    return this.offered.includes(this.#choice);
  }

  /** @param levelForAuto where to go where the choice is `auto`; -1 leaves it to hls.js. */
  #apply(levelForAuto: number): void {
    this.#hls.loadLevel = this.#isChosen ? this.offered.indexOf(this.#choice) : levelForAuto;
  }

  #highestLossy(): number {
    return this.offered.findLastIndex((name) => name !== LOSSLESS);
  }
}
