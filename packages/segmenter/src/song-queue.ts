import type { SongNote } from './feed.ts';
import type { PlacedSong } from './window/song-window.ts';

/** Songs on their way from what a source says to the window: first they wait for their sample, then for its part. */
export class SongQueue {
  /** With samples of the present feed. */
  #noted: { readonly sample: number; readonly note: SongNote }[] = [];
  #placed: PlacedSong[] = [];

  /** Something plays from this sample of the present feed on. */
  note(note: SongNote, sample: number): void {
    this.#noted = [...this.#noted.filter((one) => one.sample !== sample), { note, sample }];
  }

  /** The present feed's samples have come up to this one; its sample 0 lies at `position`. */
  place(endSample: number, position: number): void {
    for (; this.#noted[0] && this.#noted[0].sample < endSample; this.#noted.shift()) {
      const { note, sample } = this.#noted[0];
      const { id, title, artist } = note;
      const startSample = position + sample;
      this.#placed.push({ id, title, artist, startSample });
      note.onBegun?.(startSample);
    }
  }

  /** Another feed comes: what waits for samples of the one before does so for ever. */
  forgetFeed(): void {
    this.#noted = [];
  }

  /** Takes those out that begin before a sample of the timeline. */
  takeUpTo(endSample: number): PlacedSong[] {
    const taken = this.#placed.filter(({ startSample }) => startSample < endSample);
    if (taken.length > 0) this.#placed = this.#placed.filter(({ startSample }) => startSample >= endSample);
    return taken;
  }
}
