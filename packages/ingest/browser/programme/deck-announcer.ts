import type { DeckTrack } from '../sources/file-deck.ts';
import { type BroadcastState, isAtRest, isOnAir, isStandingBy } from '../studio/broadcast-state.ts';
import type { Song } from './station-client.ts';

/** What was said of a file. */
interface SaidSong {
  readonly id: string;
  readonly song: Song;
}

/** Tells listeners the titles of files as they come on air. */
export class DeckAnnouncer {
  readonly #say: (song: Song | undefined, before?: Song) => void;
  #said: SaidSong | undefined;
  /** Whether the server may have forgotten what was said. */
  #isInDoubt = false;

  /** @param say `before`: what was said before a lost connection; where something else is said by now, that stays */
  constructor(say: (song: Song | undefined, before?: Song) => void) {
    this.#say = say;
  }

  /** Takes how the broadcast is, and what plays at the moment; undefined for nothing. */
  update(report: BroadcastState, track: DeckTrack | undefined): void {
    if (isOnAir(report)) this.#announce(track);
    // What was said ends with the broadcast, and what is playing now may be said by another source.
    else if (isAtRest(report) || isStandingBy(report)) this.#said = undefined;
    // While the connection is lost the broadcast may end.
    else this.#isInDoubt = true;
  }

  #announce(track: DeckTrack | undefined): void {
    // A title may come a moment after the first sound.
    if (track !== undefined && track.facts === undefined) return;
    const before = this.#isInDoubt ? this.#said : undefined;
    this.#isInDoubt = false;
    if (track?.id === this.#said?.id && before === undefined) return;
    this.#said = track && { id: track.id, song: songOf(track) };
    this.#say(this.#said?.song, before?.song);
  }
}

function songOf({ name, facts }: DeckTrack): Song {
  return { title: facts?.title ?? name.replace(/\.[^.]*$/, ''), artist: facts?.artist ?? null };
}
