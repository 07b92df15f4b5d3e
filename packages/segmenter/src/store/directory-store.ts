import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../logger.ts';
import { DirectoryReader } from './directory-reader.ts';
import { readWhatIsLeft } from './directory-snapshot.ts';
import { DirectoryWriter } from './directory-writer.ts';
import { withOpenSegments } from './open-segments.ts';
import type { ClaimListener, PublicationReader, PublicationStore } from './publication-store.ts';

/** Stations in a folder, which is a valid HLS site at every instant. One process writes it. */
export class DirectoryStore implements PublicationStore {
  readonly #options: { readonly folder: string; readonly logger: Logger };

  /** @param folder is made where it does not exist. */
  constructor(options: { readonly folder: string; readonly logger: Logger }) {
    this.#options = options;
  }

  async claim(stations: readonly string[], { onClaimed }: ClaimListener): Promise<void> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true });
    const claim = async (name: string): Promise<void> => {
      const left = await readWhatIsLeft(join(folder, name));
      const writer = new DirectoryWriter({ ...this.#options, station: name, placed: left?.media });
      if (!left) await writer.clear();
      onClaimed({ name, previous: left && withOpenSegments(left), writer });
    };
    await Promise.all(stations.map(claim));
  }

  async isAwaited(): Promise<boolean> {
    return false;
  }

  async handOver(): Promise<void> {}

  async remove(station: string): Promise<void> {
    await new DirectoryWriter({ ...this.#options, station }).clear();
  }

  async follow(): Promise<PublicationReader> {
    await mkdir(this.#options.folder, { recursive: true });
    return new DirectoryReader(this.#options);
  }

  async close(): Promise<void> {}
}
