import type { DeckReport } from '../deck/deck-feed.ts';
import type { DecoderReport, DecoderRequest, TrackFacts } from '../deck/deck-message.ts';

/** A file that is played or waits to be. */
export interface DeckTrack {
  readonly id: string;
  readonly name: string;
  readonly facts?: TrackFacts;
}

/** A file that cannot be played. */
export interface FailedTrack {
  readonly name: string;
  readonly reason: string;
}

/** Files that were dropped on the page, played one after the other. */
export class FileDeck {
  readonly #onChange: () => void;
  readonly #decoder: Worker;
  #tracks: readonly DeckTrack[] = [];
  #overCount = 0;
  #failed: FailedTrack | undefined;
  #playedMs = 0;
  /** Where decoded sound comes out; to be handed to the capture worker. */
  readonly port: MessagePort;
  isPlaying = false;
  isHeard = true;
  /** Whether listeners are told the titles of what plays. */
  isAnnounced = true;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#decoder = new Worker(new URL('./deck-decoder.js', import.meta.url), { type: 'module' });
    this.#decoder.onmessage = ({ data }: MessageEvent<DecoderReport>) => this.#note(data);
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.#request({ type: 'connect', port: port2 }, [port2]);
  }

  /** What plays, or would. */
  get current(): DeckTrack | undefined {
    return this.#tracks[this.#overCount];
  }

  /** What comes after it. */
  get waiting(): readonly DeckTrack[] {
    return this.#tracks.slice(this.#overCount + 1);
  }

  get playedMs(): number {
    return this.#playedMs;
  }

  /** The last file that could not be played. */
  get failed(): FailedTrack | undefined {
    return this.#failed;
  }

  /** Puts files behind what waits already. */
  add(files: readonly File[]): void {
    this.#failed = undefined;
    for (const file of files) {
      const track = { id: crypto.randomUUID(), name: file.name };
      this.#tracks = [...this.#tracks, track];
      this.#request({ type: 'load', trackId: track.id, file });
    }
    this.#onChange();
  }

  /** Takes how far the capture worker is. Returns whether another track is the present one now. */
  update({ overCount, playedMs }: DeckReport): boolean {
    const hasChanged = overCount !== this.#overCount;
    this.#overCount = overCount;
    this.#playedMs = playedMs;
    if (this.current === undefined) this.isPlaying = false;
    return hasChanged;
  }

  close(): void {
    this.#decoder.terminate();
  }

  #note(report: DecoderReport): void {
    const track = this.#tracks.find(({ id }) => id === report.trackId);
    if (track === undefined) return;
    if (report.type === 'failed') this.#failed = { name: track.name, reason: report.reason };
    else {
      const loaded = { ...track, facts: report.facts };
      this.#tracks = this.#tracks.map((other) => (other === track ? loaded : other));
    }
    this.#onChange();
  }

  #request(request: DecoderRequest, transfer: Transferable[] = []): void {
    this.#decoder.postMessage(request, transfer);
  }
}
