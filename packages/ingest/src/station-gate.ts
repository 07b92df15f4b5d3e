import type { CarriedBroadcast, Feed, FeedOptions } from '@ringcast/segmenter';
import { SourceError } from './source-error.ts';
import { WireError } from './wire/wire-error.ts';

/** A station, as far as a source is concerned. */
export interface StationEntrance {
  /** Of a broadcast that a former process left: the absolute number of the first sample that is not published, and what played. */
  readonly carriedOver?: CarriedBroadcast | undefined;
  /** Why a source that came now would be refused; undefined where it would not. */
  readonly refusal: string | undefined;
  /**
   * Puts a source on air, or lets it stand by. A feed whose source was lost is replaced.
   *
   * @throws an error with `code: 'station-busy'` where there is a refusal, `station-ended` once it was removed,
   * `station-elsewhere` once another machine has it.
   */
  openFeed(options: FeedOptions): Feed;
}

/** The stations that there are. */
export interface StationGate {
  find(name: string): StationEntrance | undefined;
  /** Whether there is such a station, but another machine has it at present. Default none. */
  isElsewhere?(name: string): boolean;
}

/** Who may broadcast where. */
export interface StationAccess {
  readonly stations: StationGate;
  /** Judges whether a key lets a source on air at a station, and counts what is wrong. */
  judgeStreamKey(trial: KeyTrial): KeyVerdict;
}

/** A key that someone tries. */
export interface KeyTrial {
  readonly station: string;
  readonly key: string;
  /** Of whoever tries it. */
  readonly address: string;
}

/** What a trial came to. */
export type KeyVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too-many-attempts'; readonly retryAfterSeconds: number };

const STATION_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const SHOWN_CHARACTERS = 80;

/** @throws WireError `unknown-station`, SourceError `station-elsewhere` where another machine has it at present */
export function findStation(gate: StationGate, name: string): StationEntrance {
  const isName = STATION_NAME.test(name);
  const station = isName ? gate.find(name) : undefined;
  if (station) return station;
  if (isName && gate.isElsewhere?.(name)) {
    throw new SourceError('station-elsewhere', `Another machine has station "${name}" now; try again.`);
  }
  throw new WireError(
    'unknown-station',
    `There is no station ${JSON.stringify(name.slice(0, SHOWN_CHARACTERS))}.`,
  );
}

/** @throws WireError `wrong-key` where there is none or one that does not open the station, `too-many-attempts` */
export function checkStreamKey(
  access: StationAccess,
  { station, key, address }: Omit<KeyTrial, 'key'> & { readonly key: string | undefined },
): void {
  if (key === undefined) {
    throw new WireError('wrong-key', `The stream key of station "${station}" is needed.`);
  }
  const verdict = access.judgeStreamKey({ station, key, address });
  if (verdict.kind === 'right') return;
  if (verdict.kind === 'wrong') {
    throw new WireError('wrong-key', `The stream key is not the one of station "${station}".`);
  }
  const { retryAfterSeconds } = verdict;
  const message = `Too many wrong keys came from your address; try again in ${retryAfterSeconds} s.`;
  throw new WireError('too-many-attempts', message, { retryAfterSeconds });
}

/**
 * Opens a feed.
 *
 * @throws WireError `station-busy`, `station-ended` where the station was removed; SourceError `station-elsewhere`
 */
export function openFeed(station: StationEntrance, options: FeedOptions): Feed {
  try {
    return station.openFeed(options);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (cause instanceof Error && (code === 'station-busy' || code === 'station-ended')) {
      throw new WireError(code, cause.message, { cause });
    }
    if (cause instanceof Error && code === 'station-elsewhere')
      throw new SourceError(code, cause.message, { cause });
    throw cause;
  }
}

/** Why a station no longer takes a feed; only for a feed whose `closed` is aborted. */
export function endedErrorOf(feed: Feed): WireError {
  const cause: unknown = feed.closed.reason;
  const message = cause instanceof Error ? cause.message : 'The station no longer takes this broadcast.';
  return new WireError('station-ended', message, { cause });
}
