import type { MediaFile, Publication } from '../publication.ts';
import { parseMediaName } from '../window/media-name.ts';

/** The files of a station that were published already, as far as they can be asked for again. */
export class KnownFiles {
  readonly #paths = new Set<string>();

  /** Paths, as `RENDITION/NAME`. */
  get paths(): ReadonlySet<string> {
    return this.#paths;
  }

  /** Whether a file was published. */
  has({ rendition, name }: Pick<MediaFile, 'rendition' | 'name'>): boolean {
    return this.#paths.has(`${rendition}/${name}`);
  }

  /** Takes note of what was published; what has left the window is forgotten. */
  add({ manifest, media }: Publication): void {
    for (const { rendition, name } of media) this.#paths.add(`${rendition}/${name}`);
    const oldestMsn = manifest.segments[0]?.msn ?? 0;
    for (const path of this.#paths) {
      const position = parseMediaName(path.slice(path.indexOf('/') + 1));
      if (position && position.msn < oldestMsn) this.#paths.delete(path);
    }
  }
}
