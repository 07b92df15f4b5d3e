import type { Manifest } from '../publication.ts';

/**
 * A station's folder holds, besides the HLS site, `edge/`: one small file per publication, written after all it
 * speaks of is in place. A new name is what folder watchers see soonest and never miss; its content is the manifest.
 */
export const EDGE_FOLDER = 'edge';

/** A position at the live edge; markers sort by it. */
export interface EdgePosition {
  readonly msn: number;
  readonly parts: number;
  readonly hasEnded: boolean;
}

const MARKER_NAME = /^(\d{1,15})\.(\d{1,4})(\.end)?\.json$/;

/** The marker's file name of a manifest: `MSN.PARTS.json`, `MSN.PARTS.end.json` once the broadcast is over. */
export function markerNameOf({ segments, hasEnded }: Manifest): string {
  const last = segments.at(-1);
  return `${last?.msn ?? 0}.${last?.parts ?? 0}${hasEnded ? '.end' : ''}.json`;
}

/** The position a marker's file name stands for, or undefined where it is no marker. */
export function parseMarkerName(name: string): EdgePosition | undefined {
  const match = MARKER_NAME.exec(name);
  return match
    ? { msn: Number(match[1]), parts: Number(match[2]), hasEnded: match[3] !== undefined }
    : undefined;
}

/** Orders positions from old to new. */
export function compareEdges(a: EdgePosition, b: EdgePosition): number {
  return a.msn - b.msn || a.parts - b.parts || Number(a.hasEnded) - Number(b.hasEnded);
}
