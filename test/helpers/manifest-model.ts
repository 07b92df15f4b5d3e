import {
  gridOf,
  renditionOf,
  type Manifest,
  type Profile,
  type SongRange,
  type WindowSegment,
} from '@ringcast/segmenter';

/** A manifest in few words. */
export interface ManifestModel {
  readonly profile?: Profile;
  /** Default: `aac-96` alone. */
  readonly renditions?: readonly string[];
  /** Media sequence number of the first segment; default 100. */
  readonly firstMsn?: number;
  /** Whole segments; default none. */
  readonly complete?: number;
  /** Parts of those among them that were broken off, by media sequence number. */
  readonly brokenOff?: Readonly<Record<number, number>>;
  /** Parts of the segment after them; 0, the default, for none. */
  readonly openParts?: number;
  readonly hasEnded?: boolean;
  readonly windowSegments?: number;
  readonly discontinuitySequence?: number;
  /** Media sequence numbers of segments before which the timeline broke. */
  readonly discontinuities?: readonly number[];
  readonly songs?: readonly SongRange[];
}

/** Capture time of the first segment; each later one is 1.92 s after the one before. */
export const FIRST_DATE_MS = Date.parse('2025-11-20T12:00:00.000Z');
const SEGMENT_MS = 1_920;

/** The manifest that a model stands for. */
export function manifestOf(model: ManifestModel): Manifest {
  const { profile = 'low', renditions = ['aac-96'], hasEnded = false } = model;
  return {
    station: 'main',
    profile,
    renditions: renditions.map((name) => {
      const rendition = renditionOf(name);
      if (!rendition) throw new Error(`no rendition is called ${name}`);
      return { ...rendition, init: `init-${name}.mp4` };
    }),
    startedAtMs: FIRST_DATE_MS,
    hasEnded,
    windowSegments: model.windowSegments ?? 10,
    discontinuitySequence: model.discontinuitySequence ?? 0,
    segments: segmentsOf(model, gridOf(profile).partsPerSegment),
    songs: model.songs ?? [],
  };
}

function segmentsOf(model: ManifestModel, partsPerSegment: number): WindowSegment[] {
  const { firstMsn = 100, complete = 0, openParts = 0 } = model;
  return Array.from({ length: complete + (openParts > 0 ? 1 : 0) }, (_, i) => ({
    msn: firstMsn + i,
    parts: i < complete ? (model.brokenOff?.[firstMsn + i] ?? partsPerSegment) : openParts,
    isComplete: i < complete || model.hasEnded === true,
    dateMs: FIRST_DATE_MS + i * SEGMENT_MS,
    hasDiscontinuity: model.discontinuities?.includes(firstMsn + i) === true,
  }));
}
