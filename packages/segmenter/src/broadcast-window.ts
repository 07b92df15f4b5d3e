import { createHash } from 'node:crypto';
import type { Grid } from './grid.ts';
import type { Manifest, MediaFile, Publication } from './publication.ts';
import type { Rendition } from './rendition.ts';
import { partName, segmentName } from './window/media-name.ts';
import { addSongs, type PlacedSong } from './window/song-window.ts';
import { SegmentMemory } from './window/segment-memory.ts';
import { addPart, endWindow } from './window/window.ts';

/** What a broadcast's window is made of. */
export interface BroadcastWindowOptions {
  readonly station: string;
  readonly grid: Grid;
  readonly renditions: readonly Rendition[];
  readonly windowSegments: number;
  readonly startedAtMs: number;
  /** Asked when the first part is published: only then is the end of the broadcast before. */
  readonly discontinuitySequence: () => number;
  /** What another process published of the broadcast. */
  readonly carried?: CarriedWindow | undefined;
}

/** The window of a broadcast that another process left. */
export interface CarriedWindow {
  readonly manifest: Manifest;
  /** Bytes of the open segment's parts, each by rendition. */
  readonly openParts: readonly (readonly Buffer[])[];
  /** Whether the timeline breaks before what comes now; then no segment is open. */
  readonly hasDiscontinuity: boolean;
}

/** A part as it joins the window. */
export interface NewPart {
  /** Absolute number of its first sample. */
  readonly startSample: number;
  /** moof + mdat by rendition. */
  readonly fragments: readonly Buffer[];
  /** When its first sample was captured, ms since the Unix epoch. */
  readonly dateMs: number;
  /** What began to play in it, or before. */
  readonly songs: readonly PlacedSong[];
}

/** Makes publications of the parts of a broadcast. */
export class BroadcastWindow {
  readonly #options: BroadcastWindowOptions;
  #manifest: Manifest | undefined;
  #inits: readonly MediaFile[] = [];
  /** The open segment, where there is one. */
  #open: SegmentMemory | undefined;
  /** Bytes of the segment before it, by rendition: the next one will be about as long. */
  #segmentBytes: readonly number[] = [];
  #hasDiscontinuity: boolean;
  #areInitsPublished: boolean;
  #isFrozen = false;

  constructor(options: BroadcastWindowOptions) {
    const { carried } = options;
    this.#options = options;
    this.#manifest = carried?.manifest;
    this.#areInitsPublished = carried !== undefined;
    for (const fragments of carried?.openParts ?? []) this.#addToSegment(fragments);
    this.#hasDiscontinuity = carried?.hasDiscontinuity === true;
  }

  /**
   * Takes the initialization section of each rendition. Returns whether they are those that listeners have; where
   * they are not, nothing can be added any more.
   */
  takeInits(inits: readonly Buffer[]): boolean {
    this.#inits = this.#options.renditions.map(({ name }, index) => {
      const bytes = inits[index] ?? Buffer.alloc(0);
      return { rendition: name, name: `init-${hashOf(bytes)}.mp4`, bytes };
    });
    const known = this.#manifest?.renditions ?? [];
    this.#isFrozen = known.some(({ init }, index) => init !== this.#inits[index]?.name);
    return !this.#isFrozen;
  }

  /** Adds a part in all renditions. */
  add({ startSample, fragments, dateMs, songs }: NewPart): Publication | undefined {
    if (this.#isFrozen) return undefined;
    const { grid } = this.#options;
    const msn = Math.floor(startSample / grid.segmentSamples);
    const part = (startSample % grid.segmentSamples) / grid.partSamples;
    const hasDiscontinuity = this.#hasDiscontinuity;
    this.#hasDiscontinuity = false;
    const grown = addPart(this.#manifest ?? this.#firstManifest(), { msn, dateMs, hasDiscontinuity });
    const manifest = addSongs(grown, songs);
    this.#manifest = manifest;
    const parts = this.#addToSegment(fragments);
    const inits = this.#areInitsPublished ? [] : this.#inits;
    this.#areInitsPublished = true;
    const isComplete = manifest.segments.at(-1)?.isComplete === true;
    const media = [
      ...inits,
      ...(grid.isLowLatency ? this.#filesOf(partName(msn, part), parts) : []),
      ...(isComplete ? this.#closeSegment(msn) : []),
    ];
    return { manifest, media };
  }

  /** Ends the window, with what there is of the open segment; undefined where nothing was published. */
  end(): Publication | undefined {
    if (!this.#manifest) return undefined;
    const open = this.#manifest.segments.at(-1);
    const media = open && !open.isComplete ? this.#closeSegment(open.msn) : [];
    this.#manifest = endWindow(this.#manifest);
    return { manifest: this.#manifest, media };
  }

  #addToSegment(fragments: readonly Buffer[]): Buffer[] {
    const { partsPerSegment } = this.#options.grid;
    this.#open ??= new SegmentMemory(
      fragments.map(({ length }, index) =>
        Math.max(length * partsPerSegment, this.#segmentBytes[index] ?? 0),
      ),
    );
    return this.#open.add(fragments);
  }

  /** A segment's bytes are its parts' bytes. */
  #closeSegment(msn: number): MediaFile[] {
    const segments = this.#open?.bytes ?? [];
    this.#open = undefined;
    this.#segmentBytes = segments.map(({ length }) => length);
    return this.#filesOf(segmentName(msn), segments);
  }

  #filesOf(name: string, files: readonly Buffer[]): MediaFile[] {
    return this.#options.renditions.map((rendition, index) => {
      return { rendition: rendition.name, name, bytes: files[index] ?? Buffer.alloc(0) };
    });
  }

  #firstManifest(): Manifest {
    const { station, grid, renditions, windowSegments, startedAtMs } = this.#options;
    return {
      station,
      profile: grid.profile,
      renditions: renditions.map((rendition, index) => ({
        ...rendition,
        init: this.#inits[index]?.name ?? '',
      })),
      startedAtMs: Math.round(startedAtMs),
      hasEnded: false,
      windowSegments,
      discontinuitySequence: this.#options.discontinuitySequence(),
      segments: [],
      songs: [],
    };
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}
