import type { BroadcastSettings, SecondSource } from './broadcast-options.ts';
import { gridOf, SAMPLE_RATE_HZ, type Grid, type Profile } from './grid.ts';
import type { HandOver } from './hand-over.ts';
import type { Logger } from './logger.ts';
import type { Publication } from './publication.ts';
import type { Rendition } from './rendition.ts';
import type { LatePolicy } from './timeline/timeline-options.ts';

const MS_PER_SECOND = 1_000;

/** The settings of a station that may be changed, each from one broadcast to the next. */
export interface StationTraits {
  readonly profile: Profile;
  /** At least one; names are unique. */
  readonly renditions: readonly Rendition[];
  /** Complete segments in the window. Default 10. */
  readonly windowSegments?: number;
  /** How long the station stays on air without sound from its source, in ms. Default 60,000. */
  readonly offAirAfterMs?: number;
  /** How far what goes on air is kept behind its source, in ms: outages up to that are not heard. Default 0. */
  readonly delayMs?: number;
  /** Default `skip`: silence stands in for sound that lacks. With `never-skip` the playlists wait for it. */
  readonly whenLate?: LatePolicy;
  /** Default `refuse`. */
  readonly secondSource?: SecondSource;
}

/** The settings of a station. */
export interface StationOptions extends StationTraits {
  readonly name: string;
  readonly ffmpegPath: string;
  /** What a former process left of this station; it is taken up again, or its media sequence goes on from there. */
  readonly previous?: Publication | undefined;
  /** What that process gave beside, where it handed the station over. */
  readonly handOver?: HandOver | undefined;
  /** The time in ms since the Unix epoch; must never jump. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** The settings of a station's broadcasts, with every default. */
export function settingsOf(options: StationOptions): BroadcastSettings {
  const grid = gridOf(options.profile);
  return {
    ...options,
    station: options.name,
    grid,
    windowSegments: options.windowSegments ?? 10,
    offAirAfterMs: options.offAirAfterMs ?? 60_000,
    delayMs: options.delayMs ?? 0,
    whenLate: options.whenLate ?? 'skip',
    secondSource: options.secondSource ?? 'refuse',
    holdMs: holdMsOf(grid),
  };
}

/**
 * Where the first broadcast of a process begins: behind all that another process may have published, also where its
 * last words did not reach the disk. A broadcast is no faster than the clock.
 */
export function firstPositionOf({ previous, now }: StationOptions, { segmentSamples }: Grid): number {
  const clockMsn = Math.floor(((now() / MS_PER_SECOND) * SAMPLE_RATE_HZ) / segmentSamples);
  const lastMsn = previous?.manifest.segments.at(-1)?.msn ?? -1;
  return Math.max(clockMsn, lastMsn + 1) * segmentSamples;
}

/** Half of the three parts that listeners hold back: another is under way when the samples end. */
const HOLD_PARTS = 1.5;

/** How long a lack of samples goes unheard. */
function holdMsOf({ partSamples }: Grid): number {
  return ((HOLD_PARTS * partSamples) / SAMPLE_RATE_HZ) * MS_PER_SECOND;
}
