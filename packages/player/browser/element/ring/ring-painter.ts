import type { StreamSnapshot } from '../../playback/stream-activity.ts';
import { angleOf, endAngleOf, freshnessOf, RADII } from './ring-geometry.ts';
import { GLOW_REACH, type RingPalette } from './ring-palette.ts';
import { type LoadedRun, RING_SEGMENTS, type RingWindow } from './ring-window.ts';

/** What one picture of the ring is made of. */
export interface RingPicture {
  readonly context: CanvasRenderingContext2D;
  /** Half the width of the canvas, in its own pixels. */
  readonly radius: number;
  readonly palette: RingPalette;
}

/** Parts that are narrower than this, in pixels, are not told apart. */
const LEAST_PART_PX = 5;
const OLDEST_ALPHA = 0.1;
const HEARD_ALPHA = 0.66;
const EDGE_CORE = 0.05;
const PLAYHEAD_INNER_OVERHANG = 0.035;

/** Draws the ten places of the ring and what of them is loaded, fading with age. */
export function paintWindow(picture: RingPicture, window: RingWindow, snapshot: StreamSnapshot): void {
  paintTracks(picture);
  const { edgePosition } = snapshot;
  if (edgePosition === undefined) return;
  for (const run of window.runsBetween(edgePosition - RING_SEGMENTS, edgePosition + 1)) {
    paintArrival(picture, run, snapshot);
  }
}

/** Draws one run over a window that is there already, as faded as it is old. */
export function paintArrival(picture: RingPicture, run: LoadedRun, snapshot: StreamSnapshot): void {
  const { edgePosition = run.to, partsPerSegment } = snapshot;
  const fade = freshnessOf(run.to, edgePosition);
  picture.context.globalAlpha = OLDEST_ALPHA + (HEARD_ALPHA - OLDEST_ALPHA) * fade;
  paintRun(picture, run, partsPerSegment);
  picture.context.globalAlpha = 1;
}

/** Draws what moves: what is loaded and not heard yet, the latency, the live edge and the playhead. */
export function paintMoving(picture: RingPicture, window: RingWindow, snapshot: StreamSnapshot): void {
  const { edgePosition, playheadPosition, bufferedPosition, partsPerSegment } = snapshot;
  if (edgePosition === undefined || playheadPosition === undefined) return;
  const oldest = edgePosition - RING_SEGMENTS + 0.2;
  const playhead = Math.max(playheadPosition, oldest);
  const loadedTo = Math.max(bufferedPosition ?? playhead, playhead);
  for (const run of window.runsBetween(playhead, loadedTo)) paintRun(picture, run, partsPerSegment);
  paintLatency(picture, playhead, edgePosition);
  paintEdge(picture, edgePosition);
  paintPlayhead(picture, playhead);
}

/** Draws a short arc on its way round: the player looks for something to play. */
export function paintSearch(picture: RingPicture, turns: number): void {
  const { context, radius, palette } = picture;
  const start = turns * 2 * Math.PI;
  context.strokeStyle = palette.accent;
  context.lineWidth = radius * RADII.ringWidth;
  context.lineCap = 'round';
  context.beginPath();
  context.arc(radius, radius, radius * RADII.ring, start, start + 0.5);
  context.stroke();
}

/** Draws the level of the sound as bars around the middle, mirrored; values are 0 to 1, lowest tones first. */
export function paintLevels({ context, radius, palette }: RingPicture, levels: Float32Array): void {
  context.strokeStyle = palette.text;
  context.lineWidth = Math.max(radius * 0.014, 1);
  context.lineCap = 'round';
  context.globalAlpha = 0.5;
  context.beginPath();
  for (let index = 0; index < levels.length; index += 1) {
    const reach = RADII.barsFrom + (RADII.barsTo - RADII.barsFrom) * (levels[index] ?? 0);
    const turn = ((index + 0.5) / levels.length) * Math.PI;
    for (const angle of [Math.PI / 2 + turn, Math.PI / 2 - turn]) {
      const [x, y] = [Math.cos(angle) * radius, Math.sin(angle) * radius];
      context.moveTo(radius + x * RADII.barsFrom, radius + y * RADII.barsFrom);
      context.lineTo(radius + x * reach, radius + y * reach);
    }
  }
  context.stroke();
  context.globalAlpha = 1;
}

function paintTracks({ context, radius, palette }: RingPicture): void {
  context.strokeStyle = palette.track;
  context.lineWidth = radius * RADII.ringWidth;
  context.lineCap = 'butt';
  context.beginPath();
  for (let slot = 0; slot < RING_SEGMENTS; slot += 1) {
    moveAndArc(context, radius, RADII.ring, [slot, slot + 1]);
  }
  context.stroke();
}

function paintRun({ context, radius, palette }: RingPicture, run: LoadedRun, parts = 1): void {
  const partPx = (((2 * Math.PI) / RING_SEGMENTS) * 0.9 * radius * RADII.ring) / parts;
  context.strokeStyle = palette.tiers[run.tier] ?? palette.accent;
  context.lineWidth = radius * RADII.ringWidth;
  context.lineCap = 'butt';
  if (parts > 1 && partPx >= LEAST_PART_PX) {
    const gapPx = Math.max(partPx * 0.14, 1);
    context.setLineDash([partPx - gapPx, gapPx]);
    // The pattern begins with the segment, wherever in it the run does.
    context.lineDashOffset = (run.from - Math.floor(run.from)) * parts * partPx;
  }
  context.beginPath();
  moveAndArc(context, radius, RADII.ring, [run.from, run.to]);
  context.stroke();
  context.setLineDash([]);
}

function paintLatency({ context, radius, palette }: RingPicture, from: number, to: number): void {
  if (to <= from) return;
  context.strokeStyle = palette.text;
  context.lineWidth = Math.max(radius * 0.022, 2);
  context.lineCap = 'round';
  context.beginPath();
  const end = endAngleOf(to);
  const start = angleOf(from);
  context.arc(radius, radius, radius * RADII.latency, start, end < start ? end + 2 * Math.PI : end);
  context.stroke();
}

function paintEdge({ context, radius, palette }: RingPicture, position: number): void {
  const angle = angleOf(position);
  const x = radius + Math.cos(angle) * radius * RADII.ring;
  const y = radius + Math.sin(angle) * radius * RADII.ring;
  const reach = radius * GLOW_REACH;
  context.drawImage(palette.glow, x - reach, y - reach, reach * 2, reach * 2);
  context.fillStyle = palette.accent;
  context.beginPath();
  context.arc(x, y, radius * EDGE_CORE, 0, 2 * Math.PI);
  context.fill();
}

function paintPlayhead({ context, radius, palette }: RingPicture, position: number): void {
  const angle = angleOf(position);
  const inner = radius * (RADII.ring - RADII.ringWidth / 2 - PLAYHEAD_INNER_OVERHANG);
  const outer = radius * RADII.latency;
  const [x, y] = [Math.cos(angle), Math.sin(angle)];
  context.strokeStyle = palette.text;
  context.lineWidth = Math.max(radius * 0.026, 2.5);
  context.lineCap = 'round';
  context.beginPath();
  context.moveTo(radius + x * inner, radius + y * inner);
  context.lineTo(radius + x * outer, radius + y * outer);
  context.stroke();
}

function moveAndArc(
  context: CanvasRenderingContext2D,
  radius: number,
  at: number,
  [from, to]: readonly [number, number],
): void {
  const start = angleOf(from);
  const end = endAngleOf(to);
  context.moveTo(radius + Math.cos(start) * radius * at, radius + Math.sin(start) * radius * at);
  context.arc(radius, radius, radius * at, start, end < start ? end + 2 * Math.PI : end);
}
