import type { Profile } from './grid.ts';
import type { Rendition } from './rendition.ts';

/** A segment of the rotating window; the same for every rendition, because all are cut at the same sample. */
export interface WindowSegment {
  /** Media sequence number; never used twice by a station. */
  readonly msn: number;
  /** Parts published so far. */
  readonly parts: number;
  /** Whether no part will be added: all parts are there, or the broadcast ended within it. */
  readonly isComplete: boolean;
  /** When the first sample was captured, in ms since the Unix epoch; frozen once published. */
  readonly dateMs: number;
  /** Whether the timeline truly broke before this segment. */
  readonly hasDiscontinuity: boolean;
}

/** What plays from a sample of the timeline on, until the next one begins. Never changes once published. */
export interface SongRange {
  /** Never used twice by a station. */
  readonly id: string;
  /** Null where nothing is known to play from here on. */
  readonly title: string | null;
  readonly artist: string | null;
  /** Absolute number of its first sample. */
  readonly startSample: number;
  /** When that was captured, in ms since the Unix epoch, by the dates of the segments. */
  readonly startMs: number;
}

/** A rendition with what is known once its encoder runs. */
export interface PublishedRendition extends Rendition {
  /** File name of the initialization section, named after its content. */
  readonly init: string;
}

/**
 * Everything that says what a station offers at one instant. Immutable; playlists are rendered from it alone,
 * and kept on disk it is what a restarted server goes on from.
 */
export interface Manifest {
  readonly station: string;
  readonly profile: Profile;
  readonly renditions: readonly PublishedRendition[];
  /** When the broadcast began, in ms since the Unix epoch. */
  readonly startedAtMs: number;
  /** Whether the broadcast is over; playlists then carry EXT-X-ENDLIST. */
  readonly hasEnded: boolean;
  /** Complete segments offered at most. */
  readonly windowSegments: number;
  readonly discontinuitySequence: number;
  /** Oldest first; only the last may be incomplete. Never empty. */
  readonly segments: readonly WindowSegment[];
  /** What plays in the window, in order. */
  readonly songs: readonly SongRange[];
}

/** A media file that came into being: a part, a whole segment or an initialization section. */
export interface MediaFile {
  readonly rendition: string;
  /** `1234.5.m4s` (part), `1234.m4s` (segment) or `init-….mp4`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** One step of a station: what it offers now, and the files that are new since the step before. */
export interface Publication {
  readonly manifest: Manifest;
  readonly media: readonly MediaFile[];
}

/** Where a player gets publications from: the stations of this process, or a folder that another one writes. */
export interface PublicationSource {
  /** Calls `listener` with every publication from now on; returns how to stop. A listener must not throw. */
  subscribe(listener: (publication: Publication) => void): () => void;
}
