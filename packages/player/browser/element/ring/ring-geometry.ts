import { RING_SEGMENTS } from './ring-window.ts';

const TURN = 2 * Math.PI;
const SLOT = TURN / RING_SEGMENTS;
/** Noon, from where canvases count clockwise. */
const NOON = -TURN / 4;
/** Of a segment's slot that is left empty between it and the next. */
const GAP = 0.1;

/** Radii as fractions of half the picture's width. */
export const RADII = {
  /** Middle of the ring of segments. */
  ring: 0.83,
  ringWidth: 0.115,
  /** Where the level's bars stand, and how far they reach. */
  barsFrom: 0.5,
  barsTo: 0.72,
  /** The line along the latency, outside the ring. */
  latency: 0.945,
} as const;

/** The angle of a position on the ring, in radians as canvases count them; the gaps between segments are left out. */
export function angleOf(position: number): number {
  const msn = Math.floor(position);
  const slot = ((msn % RING_SEGMENTS) + RING_SEGMENTS) % RING_SEGMENTS;
  return NOON + SLOT * (slot + GAP / 2 + (position - msn) * (1 - GAP));
}

/** The angle at which a stretch ends: at a segment's end it is that one's, not the beginning of the next. */
export function endAngleOf(position: number): number {
  return Number.isInteger(position) ? angleOf(position - 1) + SLOT * (1 - GAP) : angleOf(position);
}

/** How a position in the window fades with its age: 1 at the live edge to 0 where it leaves the ring. */
export function freshnessOf(position: number, edgePosition: number): number {
  return Math.min(Math.max(1 - (edgePosition - position) / RING_SEGMENTS, 0), 1);
}
