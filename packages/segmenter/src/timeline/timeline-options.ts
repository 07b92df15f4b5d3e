import type { Placement } from '../feed.ts';

/** What happens to samples that come when their time is over: they are left out, or everything waits for them. */
export type LatePolicy = 'skip' | 'never-skip';

/** How a timeline behaves when samples lack. */
export interface TimelineOptions {
  /** Absolute number of the first sample to go on air. */
  readonly startSample: number;
  /** How long nothing goes on air when samples lack; listeners' buffers cover it. In ms. */
  readonly holdMs: number;
  /** How far what goes on air is kept behind the newest sample, in ms: outages up to that are not heard. Default 0. */
  readonly delayMs?: number;
  /** Default `skip`: silence stands in for samples that lack. With `never-skip` nothing goes on air until they come. */
  readonly whenLate?: LatePolicy;
  /** Where a timeline of a former process is taken up again. */
  readonly resumed?: ResumedTimeline | undefined;
  /** Takes what goes on air, in order and without holes. */
  readonly onAir: (pcm: Buffer) => void;
  /** Told where the present feed's samples lie, and whenever that changes. */
  readonly onPlaced?: (placement: Placement) => void;
}

/** What is known of a timeline that another process left. */
export interface ResumedTimeline {
  /** Absolute number of a sample, and when it was captured, ms since the Unix epoch. */
  readonly sample: number;
  readonly capturedAtMs: number;
  /** Until then sound may come that goes on without a gap; no silence stands in for it. */
  readonly holdUntilMs: number;
}

/** Samples from a feed, and where they lie in it. */
export interface FeedSamples {
  /** Number of the first sample, counted from the feed's start. */
  readonly sample: number;
  readonly pcm: Buffer;
  /** Whether the samples keep the pace of a clock, so that they can be late. */
  readonly isClocked: boolean;
}
