import type { BroadcastOrigin } from './broadcast-options.ts';
import { gridOf, type Grid } from './grid.ts';
import type { HandOver, PlacedMark } from './hand-over.ts';
import type { Manifest, MediaFile, Publication, SongRange } from './publication.ts';
import type { Rendition } from './rendition.ts';
import { SAMPLES_PER_MS } from './timeline/sample-time.ts';
import { partName, segmentName } from './window/media-name.ts';
import { completeOpenSegment, endWindow } from './window/window.ts';

/** How long the sound may take to come that a former process acknowledged but did not publish. */
const GRACE_MS = 1_500;
/** A date so far in the future says that the clock was set back. */
const MAX_CLOCK_ERROR_MS = 5_000;

/** What decides whether a broadcast can be carried over. */
export interface CarryOverOptions {
  readonly grid: Grid;
  readonly renditions: readonly Rendition[];
  readonly offAirAfterMs: number;
  /** What that process gave beside what it published. */
  readonly handOver?: HandOver | undefined;
  /** When this process began, ms since the Unix epoch. */
  readonly nowMs: number;
}

/** What is known of a broadcast that a former process left. */
export interface CarriedBroadcast {
  /** Absolute number of the first sample that is not published. */
  readonly nextSample: number;
  /** What played in its window, in order. */
  readonly songs: readonly SongRange[];
  /** Of its source, where the former process handed it over: the sample with which that goes on. */
  readonly mark?: PlacedMark | undefined;
}

/** A broadcast that a former process left, and how it can be taken up again. */
export class CarryOver implements CarriedBroadcast {
  readonly nextSample: number;
  /** Until then the sound that follows without a gap is waited for, ms since the Unix epoch. */
  readonly graceUntilMs: number;
  readonly #manifest: Manifest;
  readonly #media: readonly MediaFile[];
  readonly #grid: Grid;
  readonly #capturedAtMs: number;
  readonly #isClockSetBack: boolean;
  readonly #handOver: HandOver | undefined;

  /** The broadcast that can be carried over, or undefined where there is none: it has ended, is too old or is another ladder's. */
  static from(previous: Publication | undefined, options: CarryOverOptions): CarryOver | undefined {
    if (!previous || !isGoingOn(previous, options) || !isSameLadder(previous.manifest, options))
      return undefined;
    return new CarryOver(previous, options);
  }

  private constructor({ manifest, media }: Publication, { grid, nowMs, handOver }: CarryOverOptions) {
    const last = manifest.segments.at(-1) ?? { msn: 0, parts: 0 };
    const openSamples = last.parts * grid.partSamples;
    const capturedAtMs = capturedUpTo(manifest) ?? nowMs;
    this.#manifest = manifest;
    this.#media = media;
    this.#grid = grid;
    this.#isClockSetBack = capturedAtMs > nowMs + MAX_CLOCK_ERROR_MS;
    this.#capturedAtMs = Math.min(capturedAtMs, nowMs);
    this.nextSample = last.msn * grid.segmentSamples + openSamples;
    this.graceUntilMs = nowMs + GRACE_MS;
    this.#handOver = handOver?.startSample === this.#primingSample ? handOver : undefined;
  }

  get songs(): readonly SongRange[] {
    return this.#manifest.songs;
  }

  get mark(): PlacedMark | undefined {
    return this.#handOver?.mark;
  }

  /** What goes on air first where it is joined, if that was handed over. */
  get handOver(): HandOver | undefined {
    return this.#handOver;
  }

  /** What the process left, for those who begin to listen: the open segment is not whole yet. */
  get publication(): Publication {
    const open = this.#manifest.segments.at(-1);
    const unfinished = open && !open.isComplete ? segmentName(open.msn) : undefined;
    return { manifest: this.#manifest, media: this.#media.filter(({ name }) => name !== unfinished) };
  }

  /** Whether it goes on without a trace: with what was handed over, or a feed whose sample 0 lies at `position`. */
  canJoinAt(position: number | undefined): boolean {
    const from = this.#handOver?.startSample ?? position;
    if (this.#isClockSetBack || from === undefined || from > this.#primingSample) return false;
    return this.#openParts.every((fragments) => fragments.length === this.#manifest.renditions.length);
  }

  /** Goes on where the process left off. */
  join(): BroadcastOrigin {
    return {
      startSample: this.nextSample,
      primingSample: this.#primingSample,
      carried: { manifest: this.#manifest, openParts: this.#openParts, hasDiscontinuity: false },
      resumed: this.#resumedAt(this.nextSample, this.graceUntilMs),
    };
  }

  /**
   * Goes on with the next segment, where the encoder's state is lost: the open one stays as it is.
   *
   * @returns what is to be published first, and by how much samples lie later than they would have.
   */
  breakOff(): { origin: BroadcastOrigin; publication: Publication; shiftSamples: number } {
    const { segmentSamples } = this.#grid;
    const startSample = Math.ceil(this.nextSample / segmentSamples) * segmentSamples;
    const manifest = completeOpenSegment(this.#manifest);
    const open = segmentName(this.#manifest.segments.at(-1)?.msn ?? 0);
    const media = this.#openCount > 0 ? this.#media.filter(({ name }) => name === open) : [];
    const resumed = this.#resumedAt(startSample, Number.NEGATIVE_INFINITY);
    return {
      origin: { startSample, carried: { manifest, openParts: [], hasDiscontinuity: true }, resumed },
      publication: { manifest, media },
      shiftSamples: startSample - this.nextSample,
    };
  }

  /** A part before the join. */
  get #primingSample(): number {
    return this.nextSample - this.#grid.partSamples;
  }

  get #openCount(): number {
    const last = this.#manifest.segments.at(-1);
    return last && !last.isComplete ? last.parts : 0;
  }

  /** Bytes of the open segment's parts, each by rendition as far as they are there. */
  get #openParts(): Buffer[][] {
    const msn = this.#manifest.segments.at(-1)?.msn ?? 0;
    return Array.from({ length: this.#openCount }, (_, part) => {
      const files = this.#media.filter(({ name }) => name === partName(msn, part));
      return this.#manifest.renditions.flatMap(
        ({ name }) => files.find(({ rendition }) => rendition === name)?.bytes ?? [],
      );
    });
  }

  #resumedAt(sample: number, holdUntilMs: number) {
    return { sample, capturedAtMs: this.#capturedAtMs, holdUntilMs };
  }
}

/** What a process left that cannot be carried over: its broadcast is over. */
export function endOf({ manifest, media }: Publication): Publication {
  return { manifest: manifest.hasEnded ? manifest : endWindow(manifest), media };
}

/** Whether a broadcast has not ended and its station would still be waiting for sound, ms since the Unix epoch. */
export function isGoingOn(
  { manifest }: Publication,
  { nowMs, offAirAfterMs }: Pick<CarryOverOptions, 'nowMs' | 'offAirAfterMs'>,
): boolean {
  return !manifest.hasEnded && nowMs - (capturedUpTo(manifest) ?? nowMs) < offAirAfterMs;
}

/** When the newest sound in a window was captured; undefined of an empty one. */
function capturedUpTo({ profile, segments }: Manifest): number | undefined {
  const last = segments.at(-1);
  return last && last.dateMs + (last.parts * gridOf(profile).partSamples) / SAMPLES_PER_MS;
}

/** The grid and the renditions are frozen for the life of a playlist's URL. */
function isSameLadder({ profile, renditions }: Manifest, options: CarryOverOptions): boolean {
  if (profile !== options.grid.profile || renditions.length !== options.renditions.length) return false;
  return renditions.every(({ name }, index) => name === options.renditions[index]?.name);
}
