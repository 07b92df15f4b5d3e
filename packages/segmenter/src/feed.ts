/**
 * A broadcaster's way into a station: 48 kHz stereo s16le PCM in sample order. The station decides when a sample
 * goes on air; a feed never waits for listeners.
 */
export interface Feed {
  /** Aborted when the station no longer takes this feed; the reason is a SegmenterError that says why. */
  readonly closed: AbortSignal;
  /** Samples taken so far, counted from the feed's own start, declared gaps included. */
  readonly nextSample: number;
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
  /** The source is lost but may come back: silence goes on air until it does or the station's patience ends. */
  detach(): void;
  /** The source is back on the same feed. */
  attach(): void;
  /** The broadcaster stopped: resolves when everything taken is published and the playlists have ended. */
  end(): Promise<void>;
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
}
