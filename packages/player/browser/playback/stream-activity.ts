/** A part that came in. */
export interface PartArrival {
  readonly kind: 'part';
  /** Media sequence number of its segment. */
  readonly msn: number;
  /** Index in its segment, from 0. */
  readonly part: number;
  readonly partsPerSegment: number;
  /** Name of its rendition, `aac-96`. */
  readonly rendition: string;
  readonly bytes: number;
  /** By `performance.now()`, as are all times here. */
  readonly arrivedAtMs: number;
}

/** A whole segment that came in: at the start, after a pause, and on links for which parts are too dear. */
export interface SegmentArrival {
  readonly kind: 'segment';
  readonly msn: number;
  readonly partsPerSegment: number;
  readonly rendition: string;
  readonly bytes: number;
  readonly arrivedAtMs: number;
}

/** Another rendition is heard from now on. */
export interface RenditionSwitch {
  readonly kind: 'switched';
  /** Undefined for the first of a broadcast. */
  readonly from: string | undefined;
  readonly to: string;
  readonly atMs: number;
}

/** The sound stopped for want of data, or is back. */
export interface StallEdge {
  readonly kind: 'stall-began' | 'stall-ended';
  readonly atMs: number;
}

/** Parts are loaded from now on, or whole segments because parts cost too much on this link. */
export interface LoadingChange {
  readonly kind: 'loading-changed';
  readonly unit: LoadingUnit;
  readonly atMs: number;
}

/** A new broadcast begins: what was drawn of the one before is of no more use. */
export interface StreamBeginning {
  readonly kind: 'began';
  readonly atMs: number;
}

/** What is loaded at a time. */
export type LoadingUnit = 'parts' | 'segments';

/** Something that happened to the stream. */
export type StreamEvent =
  | PartArrival
  | SegmentArrival
  | RenditionSwitch
  | StallEdge
  | LoadingChange
  | StreamBeginning;

/**
 * Where the stream is at this moment. Positions are media sequence numbers with a fraction: 812.25 is a quarter into
 * segment 812, so that `position mod 10` is a place on a ring of ten segments. Each field is undefined until known.
 */
export interface StreamSnapshot {
  /** The oldest segment that can be played. */
  readonly windowStartMsn: number | undefined;
  /** The segment that is being made. */
  readonly edgeMsn: number | undefined;
  /** Parts of it that are there: the index of the part that is being made. */
  readonly edgePart: number | undefined;
  readonly partsPerSegment: number | undefined;
  /** Length of a segment; positions differ by 1 for each. */
  readonly segmentMs: number | undefined;
  /** Where the sound is. */
  readonly playheadPosition: number | undefined;
  /** Up to where sound is loaded without a gap. */
  readonly bufferedPosition: number | undefined;
  /** The live edge as it moves on between two playlists. */
  readonly edgePosition: number | undefined;
  /** From the playhead to the live edge. */
  readonly latencyMs: number | undefined;
  /** What `latencyMs` is held at. */
  readonly targetMs: number | undefined;
  /** Sound left to play without a pause. */
  readonly bufferedMs: number | undefined;
  /** What the link carries by the latest measurements. */
  readonly throughputBps: number | undefined;
  /** Rendition that is heard. */
  readonly rendition: string | undefined;
  readonly unit: LoadingUnit;
}

/** A snapshot of a stream that does not play. */
export const NO_STREAM: StreamSnapshot = {
  windowStartMsn: undefined,
  edgeMsn: undefined,
  edgePart: undefined,
  partsPerSegment: undefined,
  segmentMs: undefined,
  playheadPosition: undefined,
  bufferedPosition: undefined,
  edgePosition: undefined,
  latencyMs: undefined,
  targetMs: undefined,
  bufferedMs: undefined,
  throughputBps: undefined,
  rendition: undefined,
  unit: 'parts',
};

/** Hears of events; called at once, so it had better be quick. */
export type ActivityListener = (event: StreamEvent) => void;

/**
 * Tells whoever draws what happens to the stream: `playback.activity`, one for the life of the player, across
 * broadcasts. For each animation frame there is `playback.snapshot`.
 */
export class StreamActivity {
  readonly #listeners = new Set<ActivityListener>();

  /** Calls `listener` at each event from now on; returns how to stop. */
  onActivity(listener: ActivityListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells all listeners. */
  emit(event: StreamEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
