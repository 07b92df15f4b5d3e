import {
  gridOf,
  partName,
  renditionOf,
  segmentName,
  type Grid,
  type Manifest,
  type MediaFile,
  type Profile,
  type Publication,
  type PublicationSource,
  type WindowSegment,
} from '@ringcast/segmenter';

/** How a built station begins. */
export interface PublicationBuilderOptions {
  readonly station?: string;
  readonly profile?: Profile;
  readonly renditions?: readonly string[];
  /** Media sequence number of the first segment. */
  readonly firstMsn?: number;
  readonly windowSegments?: number;
  /** Bytes of every part. */
  readonly partBytes?: number;
}

const STARTED_AT_MS = Date.parse('2025-11-20T12:00:00.000Z');

/** A station without an encoder: publishes parts whose bytes say where they belong. */
export class PublicationBuilder implements PublicationSource {
  readonly #listeners = new Set<(publication: Publication) => void>();
  readonly #grid: Grid;
  readonly #partBytes: number;
  manifest: Manifest;

  constructor(options: PublicationBuilderOptions = {}) {
    const { station = 'main', profile = 'low', firstMsn = 100, windowSegments = 10 } = options;
    this.#grid = gridOf(profile);
    this.#partBytes = options.partBytes ?? 200;
    this.manifest = {
      station,
      profile,
      renditions: (options.renditions ?? ['aac-96', 'aac-48']).map((name) => {
        const rendition = renditionOf(name);
        if (!rendition) throw new Error(`no rendition is called ${name}`);
        return { ...rendition, init: `init-${name}.mp4` };
      }),
      startedAtMs: STARTED_AT_MS,
      hasEnded: false,
      windowSegments,
      discontinuitySequence: 0,
      segments: [openSegment(firstMsn, this.#grid)],
      songs: [],
    };
  }

  subscribe(listener: (publication: Publication) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many subscribe now. */
  get subscriberCount(): number {
    return this.#listeners.size;
  }

  /** Publishes parts, one publication each, up to this many more. */
  publishParts(count: number): void {
    for (let i = 0; i < count; i += 1) this.#publishPart();
  }

  /** Publishes until the segment of this number has that many parts. */
  publishUntil(msn: number, parts = this.#grid.partsPerSegment): void {
    for (;;) {
      const last = this.manifest.segments.at(-1);
      if (!last || last.msn > msn || (last.msn === msn && last.parts >= parts)) return;
      this.#publishPart();
    }
  }

  /** Ends the broadcast within the open segment, if there is one. */
  end(): void {
    const open = this.manifest.segments.at(-1);
    const media = open && !open.isComplete ? this.#segmentFiles(open.msn, open.parts) : [];
    const segments = this.manifest.segments.map((segment) => ({ ...segment, isComplete: true }));
    this.#emit({ ...this.manifest, hasEnded: true, segments }, media);
  }

  /** Begins another broadcast; its first part is published with it. */
  restart(firstMsn: number): void {
    const startedAtMs = this.manifest.startedAtMs + 60_000;
    const segments = [openSegment(firstMsn, this.#grid)];
    this.manifest = { ...this.manifest, hasEnded: false, startedAtMs, segments };
    this.#publishPart();
  }

  /** The bytes of a part: its name over and over. */
  partOf(rendition: string, msn: number, part: number): Buffer {
    return Buffer.alloc(this.#partBytes, `${rendition}/${partName(msn, part)} `);
  }

  /** The bytes of a segment: its parts'. */
  segmentOf(rendition: string, msn: number, parts = this.#grid.partsPerSegment): Buffer {
    return Buffer.concat(Array.from({ length: parts }, (_, part) => this.partOf(rendition, msn, part)));
  }

  #publishPart(): void {
    const { partsPerSegment, isLowLatency } = this.#grid;
    const [open, before] = openOf(this.manifest.segments, this.#grid);
    const parts = open.parts + 1;
    const isComplete = parts === partsPerSegment;
    const segments = [...before, { ...open, parts, isComplete }];
    const excess = segments.filter((segment) => segment.isComplete).length - this.manifest.windowSegments;
    const isFirst = before.length === 0 && open.parts === 0;
    this.#emit({ ...this.manifest, segments: segments.slice(Math.max(0, excess)) }, [
      ...(isFirst ? this.#initFiles() : []),
      ...(isLowLatency ? this.#partFiles(open.msn, open.parts) : []),
      ...(isComplete ? this.#segmentFiles(open.msn, parts) : []),
    ]);
  }

  #emit(manifest: Manifest, media: readonly MediaFile[]): void {
    this.manifest = manifest;
    for (const listener of this.#listeners) listener({ manifest, media });
  }

  #initFiles(): MediaFile[] {
    return this.manifest.renditions.map(({ name, init }) => ({
      rendition: name,
      name: init,
      bytes: Buffer.from(`init of ${name}`),
    }));
  }

  #partFiles(msn: number, part: number): MediaFile[] {
    return this.manifest.renditions.map(({ name }) => ({
      rendition: name,
      name: partName(msn, part),
      bytes: this.partOf(name, msn, part),
    }));
  }

  #segmentFiles(msn: number, parts: number): MediaFile[] {
    return this.manifest.renditions.map(({ name }) => ({
      rendition: name,
      name: segmentName(msn),
      bytes: this.segmentOf(name, msn, parts),
    }));
  }
}

function openOf(segments: readonly WindowSegment[], grid: Grid): [WindowSegment, WindowSegment[]] {
  const last = segments.at(-1);
  if (last && !last.isComplete) return [last, segments.slice(0, -1)];
  return [openSegment((last?.msn ?? -1) + 1, grid), [...segments]];
}

function openSegment(msn: number, { segmentSamples }: Grid): WindowSegment {
  const dateMs = STARTED_AT_MS + (msn * segmentSamples) / 48;
  return { msn, parts: 0, isComplete: false, dateMs, hasDiscontinuity: false };
}
