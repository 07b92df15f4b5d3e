import {
  extendByHint,
  hintOf,
  mapOf,
  type PartPlace,
  partsBeforeHint,
  partsPerSegmentOf,
  twinOf,
} from './derived-playlist.ts';

/** A media playlist of the server, as it came. */
export interface TruePlaylist {
  readonly rendition: string;
  readonly text: string;
}

/** More than any segment has. */
const REMEMBERED_PARTS = 100;

/**
 * The media playlists as the server has them now, kept by the parts that come in: a part more, for all renditions
 * alike. Once a segment, and whenever it does not know, the server has to be asked.
 */
export class PlaylistMirror {
  readonly #maps = new Map<string, string>();
  readonly #done = new Set<string>();
  #present: TruePlaylist | undefined;
  #waiting: (() => void)[] = [];

  /** The part that comes next; undefined where nothing is known. */
  get hint(): PartPlace | undefined {
    return this.#present && hintOf(this.#present.text);
  }

  /** Parts of a whole segment. */
  get partsPerSegment(): number | undefined {
    return this.#present && partsPerSegmentOf(this.#present.text);
  }

  /** The parts right before the one that comes next, oldest first, no more than `most`. */
  partsBefore(most: number): readonly PartPlace[] {
    return this.#present ? partsBeforeHint(this.#present.text, most) : [];
  }

  /** Whether the initialization section of a rendition is known. */
  knows(rendition: string): boolean {
    return this.#maps.has(rendition);
  }

  /** Takes a playlist of the server; one that is older than what is here teaches no more than its names. */
  take(playlist: TruePlaylist): void {
    const map = mapOf(playlist.text);
    if (map === undefined || hintOf(playlist.text) === undefined) return this.forget();
    this.#maps.set(playlist.rendition, map);
    this.#set(playlist);
  }

  /** A part is there. */
  advance(place: PartPlace): void {
    this.#done.add(keyOf(place));
    const [oldest] = this.#done;
    if (this.#done.size > REMEMBERED_PARTS && oldest !== undefined) this.#done.delete(oldest);
    if (this.#present) this.#set(this.#present);
  }

  /** Whether a playlist that shows this part is here, or follows from parts that come in. */
  canTell(rendition: string, place: PartPlace): boolean {
    const { hint } = this;
    if (hint === undefined || !this.knows(rendition)) return false;
    if (isAtLeast(hint, following(place))) return true;
    return hint.msn === place.msn && hint.part === place.part && place.part > 0;
  }

  /**
   * The playlist, once it shows this part, and where there is time the one after it in the segment too; undefined
   * where the server has to be asked.
   */
  async tell(rendition: string, place: PartPlace, hasTime = false): Promise<string | undefined> {
    // Of the last part of a segment the next lies beyond it already.
    const shown = hasTime ? following(place) : place;
    while (this.canTell(rendition, place)) {
      if (this.hint && isAtLeast(this.hint, following(shown))) return this.#render(rendition);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return undefined;
  }

  /** Knows no playlist any more; whoever waits is told to ask the server. */
  forget(): void {
    this.#present = undefined;
    this.#wake();
  }

  /** Parts may have come before the playlist that hints at them. */
  #set({ rendition, text }: TruePlaylist): void {
    let latest = text;
    for (let hint = hintOf(latest); hint && this.#done.has(keyOf(hint)); hint = hintOf(latest)) {
      const next = extendByHint(latest);
      if (next === undefined) break;
      latest = next;
    }
    const hint = hintOf(latest);
    if (this.hint && hint && !isAtLeast(hint, this.hint)) return;
    this.#present = { rendition, text: latest };
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #render(rendition: string): string | undefined {
    const map = this.#maps.get(rendition);
    if (this.#present === undefined || map === undefined) return undefined;
    const { text, rendition: own } = this.#present;
    return rendition === own ? text : twinOf(text, own, { rendition, map });
  }
}

function keyOf({ msn, part }: PartPlace): string {
  return `${msn}.${part}`;
}

function isAtLeast(a: PartPlace, b: PartPlace): boolean {
  return a.msn > b.msn || (a.msn === b.msn && a.part >= b.part);
}

/** The place after, in the same segment: a hint beyond its last part lies in the next segment, and compares alike. */
function following({ msn, part }: PartPlace): PartPlace {
  return { msn, part: part + 1 };
}
