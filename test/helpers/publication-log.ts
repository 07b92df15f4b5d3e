import type { Manifest, Publication, PublicationSource } from '@ringcast/segmenter';
import { EventEmitter, once } from 'node:events';

/** Keeps what a source publishes. */
export class PublicationLog {
  readonly publications: Publication[] = [];
  readonly #events = new EventEmitter();

  constructor(source: PublicationSource) {
    source.subscribe((publication) => {
      this.publications.push(publication);
      this.#events.emit('published');
    });
  }

  /** Resolves when a manifest, or one after it, has come. */
  async upTo(wanted: Manifest): Promise<void> {
    while (!this.#hasComeTo(wanted)) await once(this.#events, 'published');
  }

  #hasComeTo(wanted: Manifest): boolean {
    return this.publications.some(
      ({ manifest }) => manifest.station === wanted.station && edgeOf(manifest) >= edgeOf(wanted),
    );
  }
}

/** Counts up from publication to publication of a station. */
export function edgeOf({ segments, hasEnded }: Manifest): number {
  const { msn = 0, parts = 0 } = segments.at(-1) ?? {};
  return msn * 100 + parts + (hasEnded ? 0.5 : 0);
}

/** The same publications, each with its files in order. */
export function withSortedMedia(publications: readonly Publication[]): Publication[] {
  return publications.map(({ manifest, media }) => ({
    manifest,
    media: media.toSorted((a, b) => `${a.rendition}/${a.name}`.localeCompare(`${b.rendition}/${b.name}`)),
  }));
}

/** All files that came, as text; one that came twice is there twice. */
export function contentsOf(publications: readonly Publication[]): string[] {
  return publications
    .flatMap(({ media }) => media)
    .map(({ rendition, name, bytes }) => `${rendition}/${name} ${bytes.toString()}`)
    .toSorted();
}
