import type { SourceMark } from './hand-over.ts';

/**
 * A broadcaster's way into a station: 48 kHz stereo s16le PCM in sample order. The station decides when a sample
 * goes on air; a feed never waits for listeners.
 */
export interface Feed {
  /** Aborted when the station no longer takes this feed; the reason is a SegmenterError that says why. */
  readonly closed: AbortSignal;
  /** Whether it waits for another source, which is on air, to go; it gets its place when it takes over. */
  readonly isStandingBy: boolean;
  /** Samples taken so far, counted from the feed's own start, declared gaps included. */
  readonly nextSample: number;
  /** Absolute number, on the station's timeline, of this feed's sample 0; undefined until its first sample has a place. */
  readonly position: number | undefined;
  /** Calls `listener` when the feed gets its place, and whenever that changes; returns how to stop. It must not throw. */
  onPlaced(listener: (placement: Placement) => void): () => void;
  /** Takes whole stereo frames (4 bytes each). The buffer belongs to the station afterwards. */
  write(pcm: Buffer): void;
  /** Declares that `samples` were never captured: they go on air as silence, so that durations stay true. */
  skip(samples: number): void;
  /**
   * Resolves when the station takes more. A source that is faster than real time is held back here;
   * a live one never waits.
   */
  ready(): Promise<void>;
  /** Says when a sample of this feed was captured (ms since the Unix epoch, the server's clock). */
  noteCapture(capture: { sample: number; atMs: number }): void;
  /** Says what plays from the next sample on, once that comes; listeners are told. */
  noteSong(note: SongNote): void;
  /** The source is lost but may come back: silence goes on air until it does or the station's patience ends. */
  detach(): void;
  /** The source is back on the same feed. */
  attach(): void;
  /** The broadcaster stopped: resolves when everything taken is published and the playlists have ended. */
  end(): Promise<void>;
}

/** What plays, as a source says it. */
export interface SongNote {
  /** Never used twice by a station. */
  readonly id: string;
  /** Null where nothing is known to play. */
  readonly title: string | null;
  readonly artist: string | null;
  /** Told where it begins, an absolute number on the station's timeline, once that is settled. Must not throw. */
  readonly onBegun?: (startSample: number) => void;
}

/** Where the samples of a feed lie on the timeline of its station. */
export interface Placement {
  /** The first sample of the feed for which this holds. */
  readonly fromSample: number;
  /** Absolute number of the feed's sample 0: sample `n` lies at `position + n`. */
  readonly position: number;
}

/** What a feed is, for logs, the state API and the rules for late samples. */
export interface FeedOptions {
  /** Shown to operators: `browser`, `http push`. */
  readonly kind: string;
  /**
   * Whether samples carry the pace of a clock (a sound card's). Such a source's late samples are left out
   * once silence stood in for them, so that listeners are not pushed back. A pipe or file is never late.
   */
  readonly isClocked: boolean;
  /**
   * The feed goes on with a broadcast that a former process left (see `Station.carriedOver`): where its sample 0
   * lies. Samples that are published already only prime the encoder; from at least one part before the first that
   * is not, the join is without a trace. Left out of account where nothing was carried over.
   */
  readonly resume?: { readonly position: number };
  /** Asked when the broadcast is given to another process, where the source is to go on with the very next sample. */
  readonly nextOfSource?: () => SourceMark;
}
