import type { DeckTrack } from '../sources/file-deck.ts';
import type { Song } from './station-client.ts';

/** Tells listeners the titles of files as they come on air. */
export class DeckAnnouncer {
  readonly #say: (song: Song | undefined) => void;
  #saidId: string | undefined;

  constructor(say: (song: Song | undefined) => void) {
    this.#say = say;
  }

  /** Takes what plays on air at the moment; undefined for nothing. */
  update(track: DeckTrack | undefined): void {
    // A title may come a moment after the first sound.
    if (track?.id === this.#saidId || (track !== undefined && track.facts === undefined)) return;
    const wasSaid = this.#saidId !== undefined;
    this.#saidId = track?.id;
    if (track !== undefined) this.#say(songOf(track));
    else if (wasSaid) this.#say(undefined);
  }
}

function songOf({ name, facts }: DeckTrack): Song {
  return { title: facts?.title ?? name.replace(/\.[^.]*$/, ''), artist: facts?.artist ?? null };
}
