import { gridOf, SAMPLE_RATE_HZ, type Manifest, type MediaFile } from '@ringcast/segmenter';
import { liveEdgeOf } from './live-edge.ts';
import { parseMediaName, type MediaPosition } from './media-position.ts';
import { StoredMedia } from './stored-media.ts';
import { TARGET_DURATION_SECONDS } from './target-duration.ts';

/** Players that fell behind still fetch what their playlist named. */
const SEGMENTS_KEPT_AFTER_WINDOW = 4;
/** Complete segments whose parts a playlist lists. */
const SEGMENTS_WITH_PARTS = 2;
/** RFC 8216bis 6.2.2: a part stays available this long after its tag went. */
const PART_TARGET_DURATIONS_KEPT = 3;
/** The one in use, and the one that segments from before an encoder's change still need. */
const INITS_KEPT = 2;

/** From which media sequence number on files are kept. */
interface Retention {
  readonly firstSegmentMsn: number;
  readonly firstPartMsn: number;
}

/** The media of one station, by rendition and file name. How long a file stays follows from the manifest alone. */
export class MediaShelf {
  readonly #renditions = new Map<string, Map<string, StoredMedia>>();
  #retention: Retention = { firstSegmentMsn: 0, firstPartMsn: 0 };

  /** The file of this name, or undefined where it is not there (any more). */
  find(rendition: string, name: string): StoredMedia | undefined {
    return this.#renditions.get(rendition)?.get(name);
  }

  /** Takes new files, as they are and without a copy, and drops those the manifest's window left behind. */
  update(manifest: Manifest, files: readonly MediaFile[]): void {
    for (const file of files) this.#add(file);
    const retention = retentionOf(manifest);
    if (isSame(retention, this.#retention)) return;
    this.#retention = retention;
    for (const shelf of this.#renditions.values()) dropBefore(retention, shelf);
  }

  #add({ rendition, name, bytes }: MediaFile): void {
    const position = parseMediaName(name);
    if (!position) return;
    let shelf = this.#renditions.get(rendition);
    if (!shelf) this.#renditions.set(rendition, (shelf = new Map()));
    // Deleted first, so that an initialization section in use again counts as the newest.
    shelf.delete(name);
    shelf.set(name, new StoredMedia(position, bytes));
    if (position.kind === 'init') dropOldInits(shelf);
  }
}

function retentionOf(manifest: Manifest): Retention {
  const { segmentSamples } = gridOf(manifest.profile);
  const keptSamples = PART_TARGET_DURATIONS_KEPT * TARGET_DURATION_SECONDS * SAMPLE_RATE_HZ;
  const partSegmentsKept = SEGMENTS_WITH_PARTS + Math.ceil(keptSamples / segmentSamples);
  return {
    firstSegmentMsn: (manifest.segments[0]?.msn ?? 0) - SEGMENTS_KEPT_AFTER_WINDOW,
    firstPartMsn: liveEdgeOf(manifest).msn - partSegmentsKept,
  };
}

function isSame(a: Retention, b: Retention): boolean {
  return a.firstSegmentMsn === b.firstSegmentMsn && a.firstPartMsn === b.firstPartMsn;
}

function dropBefore(retention: Retention, shelf: Map<string, StoredMedia>): void {
  for (const [name, { position }] of shelf) if (!isKept(position, retention)) shelf.delete(name);
}

function isKept(position: MediaPosition, { firstSegmentMsn, firstPartMsn }: Retention): boolean {
  if (position.kind === 'init') return true;
  return position.msn >= (position.kind === 'segment' ? firstSegmentMsn : firstPartMsn);
}

function dropOldInits(shelf: Map<string, StoredMedia>): void {
  const inits = [...shelf].filter(([, { position }]) => position.kind === 'init').map(([name]) => name);
  for (const name of inits.slice(0, -INITS_KEPT)) shelf.delete(name);
}
