import { gridOf } from '../grid.ts';
import type { Manifest, MediaFile } from '../publication.ts';
import { parseMediaName } from '../window/media-name.ts';

/** A piece of a segment as it is stored once: a part, or the whole where its parts are not to be had. */
export interface Fragment {
  readonly rendition: string;
  readonly msn: number;
  /** Its index in the segment; 0 of a whole segment. */
  readonly part: number;
  readonly isWhole: boolean;
  readonly bytes: Buffer;
}

/** Reads a media file as a fragment, or undefined where it is an initialization section. */
export function fragmentOf({ rendition, name, bytes }: MediaFile): Fragment | undefined {
  const position = parseMediaName(name);
  if (!position) return undefined;
  const { msn, part } = position;
  return { rendition, msn, part: part ?? 0, isWhole: part === undefined, bytes };
}

/** Whether a fragment is behind what the manifest speaks of. */
export function isBehind({ msn, part }: Fragment, { segments }: Manifest): boolean {
  const last = segments.at(-1);
  return !last || msn > last.msn || (msn === last.msn && part >= last.parts);
}

/**
 * The fragments of a station that follow from its media files: a whole segment only where it is no more than its
 * parts, which are there.
 */
export function withoutRepetition(fragments: readonly Fragment[], { profile }: Manifest): Fragment[] {
  if (!gridOf(profile).isLowLatency) return [...fragments];
  const withParts = new Set(fragments.filter(({ isWhole }) => !isWhole).map(segmentKeyOf));
  return fragments.filter((fragment) => !fragment.isWhole || !withParts.has(segmentKeyOf(fragment)));
}

function segmentKeyOf({ rendition, msn }: Fragment): string {
  return `${rendition}/${msn}`;
}
