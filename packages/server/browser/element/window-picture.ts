import type { DashboardModel } from '../feed/dashboard-model.ts';
import type { StationState } from '../feed/station-state.ts';
import { resolvedColor } from './resolved-color.ts';

/** Peaks that a picture is wide: 19.2 s. */
const STEPS = 192;
const SEGMENT_SECONDS = 1.92;
const STEP_SECONDS = 0.1;
const BAR_SHARE = 0.7;
/** What is drawn of silence. */
const LEAST_HEIGHT = 0.02;

/** Draws every picture of a window on the page. */
export function drawWindows(page: HTMLElement, model: DashboardModel): void {
  for (const canvas of page.querySelectorAll<HTMLCanvasElement>('canvas.window')) {
    const station = model.stationOf(canvas.dataset['station']);
    if (station) drawWindow(canvas, station);
  }
}

/** The last 19.2 s: a bar for the level of each 100 ms, and a line where each segment begins. */
function drawWindow(canvas: HTMLCanvasElement, { peaks, window }: StationState): void {
  const ratio = devicePixelRatio;
  const { clientWidth, clientHeight } = canvas;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const sheet = canvas.getContext('2d');
  if (sheet === null) return;
  sheet.clearRect(0, 0, width, height);
  drawSegments(sheet, { window, color: resolvedColor(canvas, '--rc-line') });
  const step = width / STEPS;
  sheet.fillStyle = resolvedColor(canvas, '--rc-quality-4');
  for (const [index, peak] of peaks.entries()) {
    const x = width - (peaks.length - index) * step;
    const bar = Math.max(LEAST_HEIGHT, peak) * height;
    sheet.fillRect(x, (height - bar) / 2, step * BAR_SHARE, bar);
  }
}

/** The open segment ends at the right edge. */
function drawSegments(
  sheet: CanvasRenderingContext2D,
  { window, color }: { window: StationState['window']; color: string },
): void {
  const { width, height } = sheet.canvas;
  const open = window?.segments.at(-1);
  if (!window || !open) return;
  const openSeconds = (open.parts / window.partsPerSegment) * SEGMENT_SECONDS;
  const perSecond = width / (STEPS * STEP_SECONDS);
  sheet.fillStyle = color;
  for (let seconds = openSeconds; seconds * perSecond < width; seconds += SEGMENT_SECONDS) {
    sheet.fillRect(Math.round(width - seconds * perSecond), 0, devicePixelRatio, height);
  }
}
