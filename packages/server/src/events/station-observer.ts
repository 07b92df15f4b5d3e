import type { StationEvent, StationEventType } from './station-event.ts';

/** A station as it is at one moment. */
export interface StationSight {
  readonly isOnAir: boolean;
  /** When the broadcast began, in ms since the Unix epoch. */
  readonly startedAtMs: number | undefined;
  /** Undefined where the broadcast has had no source yet. */
  readonly source: { readonly kind: string; readonly isAttached: boolean } | undefined;
  /** Of the last 3 s; undefined for nothing at all. */
  readonly shortTermLufs: number | undefined;
}

/** Below it nobody hears anything. */
const SILENT_LUFS = -60;

/** Tells from one look at a station to the next what has happened to it. Pure: time comes in as an argument. */
export class StationObserver {
  readonly #station: string;
  readonly #silentAfterMs: number;
  #isOnAir = false;
  #startedAtMs: number | undefined;
  #isLost = false;
  #isSilent = false;
  /** When it was last heard, or came on air. */
  #heardAtMs = 0;
  #kind: string | null = null;

  constructor(station: string, { silentAfterMs }: { silentAfterMs: number }) {
    this.#station = station;
    this.#silentAfterMs = silentAfterMs;
  }

  /** Takes a broadcast over that somebody else has told of, before the first look at it. */
  goOn({ isOnAir, startedAtMs }: StationSight, nowMs: number): void {
    this.#isOnAir = isOnAir;
    this.#startedAtMs = startedAtMs;
    this.#heardAtMs = nowMs;
  }

  /** What has happened since the last look. */
  look(sight: StationSight, nowMs: number): readonly StationEvent[] {
    this.#kind = sight.source?.kind ?? this.#kind;
    const types = [
      ...this.#lookAtAir(sight, nowMs),
      ...this.#lookAtSource(sight),
      ...this.#lookAtSound(sight, nowMs),
    ];
    return types.map((type) => ({ type, station: this.#station, atMs: nowMs, source: this.#kind }));
  }

  #lookAtAir({ isOnAir, startedAtMs }: StationSight, nowMs: number): StationEventType[] {
    const isAnother = isOnAir && this.#isOnAir && startedAtMs !== this.#startedAtMs;
    const types: StationEventType[] = [];
    if (this.#isOnAir && (!isOnAir || isAnother)) types.push('station.off-air');
    if (isOnAir && (!this.#isOnAir || isAnother)) {
      types.push('station.on-air');
      this.#heardAtMs = nowMs;
    }
    if (types.length > 0) {
      this.#isLost = false;
      this.#isSilent = false;
    }
    this.#isOnAir = isOnAir;
    this.#startedAtMs = startedAtMs;
    return types;
  }

  #lookAtSource({ isOnAir, source }: StationSight): StationEventType[] {
    // A broadcast that is ending has none any more, and its last sound is still to be published.
    if (!isOnAir || !source || source.isAttached !== this.#isLost) return [];
    this.#isLost = !source.isAttached;
    return [this.#isLost ? 'broadcaster.lost' : 'broadcaster.returned'];
  }

  #lookAtSound({ isOnAir, shortTermLufs }: StationSight, nowMs: number): StationEventType[] {
    if (!isOnAir) return [];
    const isHeard = shortTermLufs !== undefined && shortTermLufs >= SILENT_LUFS;
    if (isHeard) this.#heardAtMs = nowMs;
    const isSilent = nowMs - this.#heardAtMs >= this.#silentAfterMs;
    if (isSilent === this.#isSilent) return [];
    this.#isSilent = isSilent;
    return [isSilent ? 'station.silent' : 'station.audible'];
  }
}
