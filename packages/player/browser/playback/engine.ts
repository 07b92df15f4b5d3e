import type { QualityChoice } from './quality.ts';
import type { SongRange } from './song-ranges.ts';
import type { StreamSnapshot } from './stream-activity.ts';

/** What an engine tells its owner. */
export interface EngineListener {
  /** The broadcast is over. */
  onEnded(): void;
  /** Nothing more can be done with this engine; a new one may do better. */
  onFailed(error: Error): void;
  /** The listener's wish has the stream loaded anew: it is silent until that sounds. */
  onReloaded(): void;
  /** The renditions offered, the one being played, or the song that is heard is another now. */
  onChanged(): void;
}

/** A rendition as the engine plays it. */
export interface PlayedRendition {
  readonly name: string;
  /** Nominal rate. */
  readonly bitrateBps: number;
}

/** Brings one broadcast's playlists to sound in an audio element; used for one broadcast, then thrown away. */
export interface Engine {
  /** When the sample at the playhead was captured, in ms since the Unix epoch, in the server's time. */
  readonly playingDateMs: number | undefined;
  /** Distance of the playhead to the live edge. */
  readonly edgeLatencyMs: number | undefined;
  /** The distance the engine aims at. */
  readonly targetEdgeLatencyMs: number | undefined;
  readonly bufferedMs: number;
  /** Names of the renditions on offer, from the lowest rate up, lossless last. */
  readonly offered: readonly string[];
  readonly playing: PlayedRendition | undefined;
  /** What is heard, as the playlists say; null where they say that nothing is, undefined where it is not known. */
  readonly song: SongRange | null | undefined;
  /** Where the stream is at this moment. */
  readonly snapshot: StreamSnapshot;
  /** Whether the playhead is held at the live edge rather than where a pause left it. */
  readonly isFollowing: boolean;
  /** Loads media from the live edge on. */
  start(): void;
  /** Loads no more media; what is loaded stays. */
  suspend(): void;
  /** Loads media again from where the playhead is. */
  resume(): void;
  /** Takes the playhead to the live edge. */
  goLive(): void;
  /** Takes the playhead back by `ms`, as far as the window reaches. */
  stepBack(ms: number): void;
  /** Takes another quality, without a gap where the browser can. */
  choose(choice: QualityChoice): void;
  /** Loads what comes next by another address of the same multivariant playlist; what plays, plays on. */
  moveTo(masterUrl: string): void;
  /** The sound stopped for want of data. */
  noteStall(): void;
  /** Lets the element go. */
  destroy(): void;
}
