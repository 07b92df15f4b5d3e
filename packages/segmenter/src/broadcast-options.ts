import type { Grid } from './grid.ts';
import type { Logger } from './logger.ts';
import type { Placement } from './feed.ts';
import type { Publication } from './publication.ts';
import type { Rendition } from './rendition.ts';
import type { SegmenterError } from './segmenter-error.ts';
import type { LatePolicy, ResumedTimeline } from './timeline/timeline-options.ts';
import type { SourceTraits } from './timeline/source-clock.ts';
import type { CarriedWindow } from './broadcast-window.ts';

/**
 * A source that comes while another is on air: it is refused, or it stands by and takes over when the other has ended or
 * is lost.
 */
export type SecondSource = 'refuse' | 'stand-by';

/** What stays the same for all broadcasts of a station. */
export interface BroadcastSettings {
  readonly station: string;
  readonly grid: Grid;
  readonly renditions: readonly Rendition[];
  readonly windowSegments: number;
  readonly ffmpegPath: string;
  /** How long nothing goes on air when samples lack, before silence does. */
  readonly holdMs: number;
  /** How far what goes on air is kept behind the newest sample. */
  readonly delayMs: number;
  readonly whenLate: LatePolicy;
  /** How long a station stays on air without a source. */
  readonly offAirAfterMs: number;
  /** What becomes of a source that comes while another is on air. */
  readonly secondSource: SecondSource;
  /** The time in ms since the Unix epoch; must never jump. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** A source as a broadcast begins to take it. */
export interface BroadcastFeed extends SourceTraits {
  /** Absolute number of its sample 0, where that is known. */
  readonly position?: number | undefined;
  /** Whether its first sample goes to the beginning of a part. */
  readonly isAligned?: boolean;
}

/** Where a broadcast begins, or is taken up again. */
export interface BroadcastOrigin {
  /** Absolute number of the first sample that is to be published; a multiple of the part. */
  readonly startSample: number;
  /** From here on samples prime the encoder. Default: none do. */
  readonly primingSample?: number;
  /** What another process published. */
  readonly carried?: CarriedWindow;
  readonly resumed?: ResumedTimeline;
}

/** What one broadcast begins with. */
export interface BroadcastStart extends BroadcastOrigin {
  /** Asked when its first part is published: only then is the end of the broadcast before. */
  readonly discontinuitySequence: () => number;
  /** The end of the broadcast before. */
  readonly after: Promise<unknown>;
  readonly publish: (publication: Publication) => void;
  /** Told where the present feed's samples lie, and whenever that changes. */
  readonly onPlaced: (placement: Placement) => void;
  /** Called when the station's patience with a lost source is over, until another takes over or the broadcast ends. */
  readonly onAbandoned: () => void;
  /** Called once when its encoder can no longer take the sound; the error's code is `encoder-failed`. */
  readonly onFailed: (error: SegmenterError) => void;
}
