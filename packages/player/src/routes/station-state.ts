import {
  gridOf,
  holdBackSamples,
  type Manifest,
  type Profile,
  type Rendition,
  SAMPLE_RATE_HZ,
} from '@ringcast/segmenter';
import type { NowPlaying, Programme, StationInformation } from '../programme.ts';
import type { StationOrigin } from '../origin/station-origin.ts';

/** A rendition as the state API tells it. */
export interface RenditionState extends Rendition {
  /** Path of its media playlist. */
  readonly url: string;
}

/** A station as the state API tells it. */
export interface StationState {
  readonly name: string;
  readonly onAir: boolean;
  /** Whether everyone may hear it, or listeners with a token. */
  readonly access: 'public' | 'token';
  /** ISO 8601; when the present broadcast began, or the last one; null where there was none. */
  readonly startedAt: string | null;
  /** Null until the first broadcast. */
  readonly profile: Profile | null;
  /** Path of the multivariant playlist. */
  readonly url: string;
  /** In the order of the settings; empty until the first broadcast. */
  readonly renditions: readonly RenditionState[];
  readonly listeners: number;
  /** From capture to the ear of a listener who plays as near to live as the playlists allow; null off air. */
  readonly latencyMs: number | null;
  /** What is playing; null where nobody said. */
  readonly nowPlaying: NowPlaying | null;
  /** What the station is; null where its source does not say. */
  readonly information: StationInformation | null;
}

/** The state of a station at this instant. */
export function describeStation(
  station: StationOrigin,
  {
    programme,
    access,
    nowMs,
  }: {
    readonly programme: Programme;
    readonly access: StationState['access'];
    readonly nowMs: number;
  },
): StationState {
  const { name, isOnAir, manifest, listeners } = station;
  const base = `/live/${name}`;
  return {
    name,
    onAir: isOnAir,
    access,
    startedAt: manifest ? new Date(manifest.startedAtMs).toISOString() : null,
    profile: manifest?.profile ?? null,
    url: `${base}/master.m3u8`,
    renditions: (manifest?.renditions ?? []).map(({ name: rendition, codec, bitrateBps }) => ({
      name: rendition,
      codec,
      bitrateBps,
      url: `${base}/${rendition}/live.m3u8`,
    })),
    listeners: listeners.count(),
    latencyMs: isOnAir && manifest ? latencyMsOf(manifest, nowMs) : null,
    nowPlaying: (isOnAir && (programme.nowPlaying ?? publishedSongOf(manifest))) || null,
    information: (isOnAir && programme.information) || null,
  };
}

/** How old the end of the playlists is, and how far behind it players stay. */
function latencyMsOf({ profile, segments }: Manifest, nowMs: number): number | null {
  const newest = segments.at(-1);
  if (newest === undefined) return null;
  const grid = gridOf(profile);
  const behindMs = ((holdBackSamples(grid) - newest.parts * grid.partSamples) * 1_000) / SAMPLE_RATE_HZ;
  return Math.max(0, Math.round(nowMs - newest.dateMs + behindMs));
}

/** What the playlists say: of another process that is all there is. */
function publishedSongOf(manifest: Manifest | undefined): NowPlaying | undefined {
  const { id, title = null, artist = null, startMs = 0, startSample = 0 } = manifest?.songs.at(-1) ?? {};
  if (id === undefined || title === null) return undefined;
  return { id, title, artist, startedAt: new Date(startMs).toISOString(), startSample };
}
