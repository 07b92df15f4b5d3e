import { DeckPlayer } from '../mixing/deck-player.ts';
import type { DecodedSound, DecoderDemand } from './deck-message.ts';

/** What the page is told of a deck. */
export interface DeckReport {
  readonly isPlaying: boolean;
  /** Tracks that are over, in the order in which they were loaded. */
  readonly overCount: number;
  /** Of the present track. */
  readonly playedMs: number;
}

/** So much decoded sound is kept ready. */
const AHEAD_MS = 3_000;

/** A deck in the capture worker: its player, and the sound that comes for it. */
export class DeckFeed {
  readonly player = new DeckPlayer(() => {
    this.#overCount += 1;
  });
  readonly #port: MessagePort;
  #overCount = 0;
  #isDemanding = false;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<DecodedSound>) => this.#take(data);
  }

  get report(): DeckReport {
    const { isPlaying, position } = this.player;
    return { isPlaying, overCount: this.#overCount, playedMs: position?.playedMs ?? 0 };
  }

  /** Asks for more sound where it is wanted. Call it some 25 times a second. */
  tick(): void {
    if (this.#isDemanding || this.player.waitingMs >= AHEAD_MS) return;
    this.#isDemanding = true;
    this.#demand({ type: 'more' });
  }

  play(isPlaying: boolean): void {
    this.player.isPlaying = isPlaying;
  }

  /** Goes on to the next track. */
  skipTrack(): void {
    const trackId = this.player.dropTrack();
    if (trackId !== undefined) this.#demand({ type: 'drop', trackId });
  }

  close(): void {
    this.#port.close();
  }

  #take(sound: DecodedSound): void {
    this.#isDemanding = false;
    if (sound.type === 'complete') this.player.complete(sound.trackId);
    else this.player.push(sound.trackId, sound.planes, sound.sampleRateHz);
  }

  #demand(demand: DecoderDemand): void {
    this.#port.postMessage(demand);
  }
}
