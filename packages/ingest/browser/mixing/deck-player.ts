import { Joint } from './joint.ts';
import { silentPlanes } from './mix-span.ts';
import { Resampler } from './resampler.ts';
import { SampleQueue } from './sample-queue.ts';

/** Files are played in stereo. */
const DECK_CHANNELS = 2;
const PLAIN_RATE_HZ = 48_000;

interface Track {
  readonly id: string;
  readonly sampleRateHz: number;
  readonly queue: SampleQueue;
  readonly resampler: Resampler;
  playedFrames: number;
  isComplete: boolean;
}

/** Where a deck is. */
export interface DeckPosition {
  readonly trackId: string;
  readonly playedMs: number;
}

/** Plays decoded files one after the other, without a pause between, at the pace of the mix. */
export class DeckPlayer {
  readonly #onTrackOver: (trackId: string) => void;
  readonly #joint = new Joint();
  /** Left before all of them had come. */
  readonly #dropped = new Set<string>();
  #tracks: Track[] = [];
  #isPlaying = false;
  #wasPlaying = false;
  #isBroken = false;

  constructor(onTrackOver: (trackId: string) => void) {
    this.#onTrackOver = onTrackOver;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  set isPlaying(isPlaying: boolean) {
    this.#isPlaying = isPlaying;
  }

  get position(): DeckPosition | undefined {
    const [track] = this.#tracks;
    if (track === undefined) return undefined;
    return { trackId: track.id, playedMs: (track.playedFrames * 1_000) / track.sampleRateHz };
  }

  /** Decoded sound that waits to be played. */
  get waitingMs(): number {
    return this.#tracks.reduce(
      (sum, { queue, sampleRateHz }) => sum + (queue.frames * 1_000) / sampleRateHz,
      0,
    );
  }

  /** Takes decoded sound of a track; tracks are played in the order in which they come first. */
  push(trackId: string, planes: readonly Float32Array[], sampleRateHz: number): void {
    if (this.#dropped.has(trackId)) return;
    const track = this.#tracks.find(({ id }) => id === trackId) ?? this.#begin(trackId, sampleRateHz);
    track.queue.append(planes);
  }

  /** The whole of a track has come; of one that cannot be decoded, that is nothing. */
  complete(trackId: string): void {
    if (this.#dropped.delete(trackId)) return;
    const track = this.#tracks.find(({ id }) => id === trackId) ?? this.#begin(trackId, PLAIN_RATE_HZ);
    track.isComplete = true;
  }

  /** Goes on to the next track; returns which one is left. */
  dropTrack(): string | undefined {
    const track = this.#tracks.shift();
    if (track === undefined) return undefined;
    if (!track.isComplete) this.#dropped.add(track.id);
    this.#isBroken = true;
    this.#onTrackOver(track.id);
    return track.id;
  }

  /** The next sound; undefined where there is none at all. */
  render({ frames, sampleRateHz }: { frames: number; sampleRateHz: number }): Float32Array[] | undefined {
    const isSounding = this.#isPlaying && this.#tracks.length > 0;
    if (isSounding !== this.#wasPlaying || this.#isBroken) this.#joint.break(sampleRateHz);
    this.#wasPlaying = isSounding;
    this.#isBroken = false;
    if (!isSounding && this.#joint.isSettled) return undefined;
    const planes = silentPlanes(DECK_CHANNELS, frames);
    if (isSounding) this.#fill(planes, sampleRateHz);
    this.#joint.apply(planes);
    return planes;
  }

  #fill(planes: readonly Float32Array[], sampleRateHz: number): void {
    const frames = planes[0]?.length ?? 0;
    for (let filled = 0; filled < frames; ) {
      const [track] = this.#tracks;
      if (track === undefined) return;
      const pace = track.sampleRateHz / sampleRateHz;
      const ready = Math.min(frames - filled, track.resampler.framesReady(pace, track));
      track.resampler.read(
        planes.map((plane) => plane.subarray(filled, filled + ready)),
        { frames: ready, pace },
      );
      track.playedFrames += ready * pace;
      filled += ready;
      if (filled === frames || !track.isComplete) return;
      this.#tracks.shift();
      this.#onTrackOver(track.id);
    }
  }

  #begin(id: string, sampleRateHz: number): Track {
    const queue = new SampleQueue(DECK_CHANNELS);
    const resampler = new Resampler(queue);
    const track = { id, sampleRateHz, queue, resampler, playedFrames: 0, isComplete: false };
    this.#tracks.push(track);
    return track;
  }
}
