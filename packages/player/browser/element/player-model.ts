import type { Language, Say } from '../messages/messages.ts';
import type { PlaybackState } from '../playback/playback-state.ts';
import type { QualityChoice } from '../playback/quality.ts';
import type { NowPlaying } from './now-playing.ts';

/** Everything the player shows, its pictures left aside. */
export interface PlayerModel {
  readonly language: Language;
  readonly say: Say;
  readonly title: string;
  readonly nowPlaying: NowPlaying | undefined;
  readonly state: PlaybackState;
  readonly wantsPlay: boolean;
  /** Whether the playhead is at the live edge; false after a pause or a step back. */
  readonly isFollowing: boolean;
  readonly micToEarMs: number | null;
  readonly rendition: string | null;
  readonly offered: readonly string[];
  readonly choice: QualityChoice;
  /** 0 to 1. */
  readonly volume: number;
  /** Whether nothing is heard, by muting or by volume. */
  readonly isMuted: boolean;
  /** Whether this device lets a page set the volume. */
  readonly hasVolume: boolean;
  readonly isPlotsOpen: boolean;
  /** What a screen reader is told at the moment; empty most of the time. */
  readonly announcement: string;
}

/** What the listener can do. */
export interface PlayerActions {
  toggle(): void;
  stepBack(): void;
  goLive(): void;
  mute(): void;
  setVolume(volume: number): void;
  choose(choice: QualityChoice): void;
  togglePlots(): void;
}
