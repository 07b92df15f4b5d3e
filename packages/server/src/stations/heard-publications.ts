import type { Publication, PublicationReader, PublicationSource } from '@ringcast/segmenter';
import type { Stations } from './stations.ts';

/** What listeners of a process hear: its own stations, and those that other processes have, where they share a store. */
export class HeardPublications implements PublicationSource {
  readonly #stations: Stations;
  readonly #others: PublicationReader | undefined;

  constructor(stations: Stations, others: PublicationReader | undefined) {
    this.#stations = stations;
    this.#others = others;
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    const leaveOwn = this.#stations.subscribe(listener);
    const leaveOthers = this.#others?.subscribe((publication) => {
      if (this.#stations.isElsewhere(publication.manifest.station)) listener(publication);
    });
    return () => {
      leaveOwn();
      leaveOthers?.();
    };
  }
}
