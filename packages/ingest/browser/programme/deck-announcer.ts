import type { DeckTrack } from '../sources/file-deck.ts';
import { type BroadcastState, isAtRest, isOnAir, isStandingBy } from '../studio/broadcast-state.ts';
import type { Song } from './station-client.ts';

/** In place of a track's id: something was said, and the server may have forgotten it. */
const IN_DOUBT = '';

/** Tells listeners the titles of files as they come on air. */
export class DeckAnnouncer {
  readonly #say: (song: Song | undefined) => void;
  #saidId: string | undefined;

  constructor(say: (song: Song | undefined) => void) {
    this.#say = say;
  }

  /** Takes how the broadcast is, and what plays at the moment; undefined for nothing. */
  update(report: BroadcastState, track: DeckTrack | undefined): void {
    if (isOnAir(report)) this.#announce(track);
    // What was said ends with the broadcast, and what is playing now may be said by another source.
    else if (isAtRest(report) || isStandingBy(report)) this.#saidId = undefined;
    // While the connection is lost the broadcast may end.
    else if (this.#saidId !== undefined) this.#saidId = IN_DOUBT;
  }

  #announce(track: DeckTrack | undefined): void {
    // A title may come a moment after the first sound.
    if (track?.id === this.#saidId || (track !== undefined && track.facts === undefined)) return;
    this.#saidId = track?.id;
    this.#say(track && songOf(track));
  }
}

function songOf({ name, facts }: DeckTrack): Song {
  return { title: facts?.title ?? name.replace(/\.[^.]*$/, ''), artist: facts?.artist ?? null };
}
