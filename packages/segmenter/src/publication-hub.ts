import type { Logger } from './logger.ts';
import type { Publication, PublicationSource } from './publication.ts';

/** Tells whoever listens to a station of its publications. */
export class PublicationHub implements PublicationSource {
  readonly #listeners = new Set<(publication: Publication) => void>();
  readonly #station: string;
  readonly #logger: Logger;

  constructor({ station, logger }: { station: string; logger: Logger }) {
    this.#station = station;
    this.#logger = logger;
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all of them. */
  publish(publication: Publication): void {
    for (const listener of this.#listeners) this.#tell(listener, publication);
  }

  /** A listener that fails against its promise stops neither the others nor the station. */
  #tell(listener: (publication: Publication) => void, publication: Publication): void {
    try {
      listener(publication);
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#logger.error({ station: this.#station, error }, 'a listener of the station failed');
    }
  }
}
