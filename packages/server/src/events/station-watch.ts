import type { StationOrigin } from '@ringcast/player';
import type { Logger } from '@ringcast/segmenter';
import type { Stations } from '../stations/stations.ts';
import type { EventLog } from './event-log.ts';
import { StationObserver, type StationSight } from './station-observer.ts';

/** What a watch over stations needs. */
export interface StationWatchOptions {
  readonly stations: Pick<Stations, 'find'>;
  /** Those that are served now. */
  readonly origins: () => readonly StationOrigin[];
  readonly silentAfterMs: number;
  readonly log: EventLog;
  readonly logger: Logger;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
}

const LOOK_EVERY_MS = 1_000;

/** Looks at every station once a second and enters into the log what has happened. */
export class StationWatch {
  readonly #options: StationWatchOptions;
  readonly #observers = new Map<string, StationObserver>();
  readonly #timer: NodeJS.Timeout;
  #lookedAtMs: number;

  constructor(options: StationWatchOptions) {
    this.#options = options;
    this.#lookedAtMs = options.now();
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Looks now. */
  look(): void {
    const { stations, origins, now, log, logger } = this.#options;
    const nowMs = now();
    // What another process has on air is told there.
    const present = origins().filter(({ name }) => stations.find(name));
    for (const origin of present) {
      const sight = this.#sightOf(origin);
      for (const event of this.#observerOf(origin.name, sight, nowMs).look(sight, nowMs)) {
        logger.info({ station: event.station, event: event.type }, 'something happened to a station');
        log.add(event);
      }
    }
    const names = new Set(present.map(({ name }) => name));
    for (const name of this.#observers.keys()) if (!names.has(name)) this.#observers.delete(name);
    this.#lookedAtMs = nowMs;
  }

  /** Looks once more, and then no more. */
  close(): void {
    clearInterval(this.#timer);
    this.look();
  }

  /** A station that is new here may have come with its broadcast: from the process before, or from another machine. */
  #observerOf(name: string, sight: StationSight, nowMs: number): StationObserver {
    const known = this.#observers.get(name);
    if (known) return known;
    const observer = new StationObserver(name, this.#options);
    if ((sight.startedAtMs ?? nowMs) < this.#lookedAtMs) observer.goOn(sight, nowMs);
    this.#observers.set(name, observer);
    return observer;
  }

  #sightOf({ name, isOnAir, manifest }: StationOrigin): StationSight {
    const station = this.#options.stations.find(name);
    return {
      isOnAir,
      startedAtMs: manifest?.startedAtMs,
      source: station?.source,
      shortTermLufs: station?.onAir?.loudness.shortTermLufs,
    };
  }
}
