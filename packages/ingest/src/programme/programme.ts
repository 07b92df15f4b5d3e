import type { StationEntrance, StationGate } from '../station-gate.ts';
import { StationProgramme } from './station-programme.ts';

/** What sources say of all stations: what is playing, and what the station is. */
export class Programme {
  readonly #now: () => number;
  readonly #stations = new Map<string, StationProgramme>();

  /** @param now the time in ms since the Unix epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The programme of a station; only to be asked for stations that exist. */
  of(station: string): StationProgramme {
    const known = this.#stations.get(station) ?? new StationProgramme(this.#now);
    this.#stations.set(station, known);
    return known;
  }

  /** Knows nothing more of a station that is no more. */
  forget(station: string): void {
    this.#stations.delete(station);
  }

  /** The same stations, whose sources are followed from now on, whatever they come by. */
  watch(gate: StationGate): StationGate {
    return {
      find: (name) => {
        const entrance = gate.find(name);
        return entrance && this.#watchEntrance(name, entrance);
      },
      isElsewhere: (name) => gate.isElsewhere?.(name) ?? false,
    };
  }

  #watchEntrance(name: string, entrance: StationEntrance): StationEntrance {
    return {
      get carriedOver() {
        return entrance.carriedOver;
      },
      get refusal() {
        return entrance.refusal;
      },
      openFeed: (options) => {
        const feed = entrance.openFeed(options);
        const station = this.of(name);
        station.takeUp(entrance.carriedOver?.songs ?? []);
        if (feed.isStandingBy) station.watchStandBy(feed);
        else station.watch(feed);
        return feed;
      },
    };
  }
}
