import uPlot from 'uplot';
import { type ActivityHistory, HISTORY_SPAN_MS } from './activity-history.ts';

/** Colours and font of the plots, as the page's style has them. */
export interface PlotStyle {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly accent: string;
  readonly buffer: string;
  readonly quality: string;
  readonly font: string;
}

/** Settings of {@link Plots}. */
export interface PlotsOptions {
  /** Where the plot of delays goes. */
  readonly delays: HTMLElement;
  /** Where the plot of rates goes. */
  readonly rates: HTMLElement;
  readonly style: PlotStyle;
  readonly history: ActivityHistory;
}

const MS_PER_S = 1_000;
const BPS_PER_KBIT = 1_000;
const HEIGHT_PX = 150;
const NARROWEST_PX = 200;
const STALL_ALPHA = 0.3;
/** A calm stream is not blown up until its last millisecond fills the plot. */
const LEAST_DELAY_RANGE_S = 1;
const STEPPED = { paths: uPlot.paths.stepped?.({ align: 1 }) ?? (() => null) };
/** Rates lie far apart, so they are plotted as powers of ten of a kbit/s: from 10 kbit/s, to 1 Mbit/s or more. */
const LOWEST_POWER = 1;
const LEAST_TOP_POWER = 3;

/** The last two minutes as two plots over one time axis: delays, and rates. */
export class Plots {
  readonly #history: ActivityHistory;
  readonly #delays: uPlot;
  readonly #rates: uPlot;
  readonly #sizes: ResizeObserver;

  constructor({ delays, rates, style, history }: PlotsOptions) {
    this.#history = history;
    const mark = (plot: uPlot): void => drawMarks(plot, history, style);
    this.#delays = new uPlot(delayOptions(style, mark), [[], [], [], []], delays);
    this.#rates = new uPlot(rateOptions(style, mark), [[], [], []], rates);
    this.#sizes = new ResizeObserver(() => this.#fit(delays, rates));
    this.#sizes.observe(delays);
    this.#fit(delays, rates);
  }

  /** Draws what the history holds now. */
  update(): void {
    const { samples } = this.#history;
    const nowMs = performance.now();
    const timesS = samples.map(({ atMs }) => (atMs - nowMs) / MS_PER_S);
    this.#delays.setData([
      timesS,
      secondsOf(samples.map(({ bufferedMs }) => bufferedMs)),
      secondsOf(samples.map(({ targetMs }) => targetMs)),
      secondsOf(samples.map(({ latencyMs }) => latencyMs)),
    ]);
    this.#rates.setData([
      timesS,
      powersOf(samples.map(({ throughputBps }) => throughputBps)),
      powersOf(samples.map(({ bitrateBps }) => bitrateBps)),
    ]);
  }

  /** Takes the plots away; safe to call twice. */
  close(): void {
    this.#sizes.disconnect();
    this.#delays.destroy();
    this.#rates.destroy();
  }

  #fit(delays: HTMLElement, rates: HTMLElement): void {
    this.#delays.setSize(sizeOf(delays));
    this.#rates.setSize(sizeOf(rates));
    this.update();
  }
}

function secondsOf(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value) => value && value / MS_PER_S);
}

function powersOf(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value) => value && Math.log10(value / BPS_PER_KBIT));
}

function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(box.clientWidth, NARROWEST_PX), height: HEIGHT_PX };
}

type Marker = (plot: uPlot) => void;

function delayOptions(style: PlotStyle, mark: Marker): uPlot.Options {
  return {
    ...frameOf(style, mark),
    scales: {
      x: spanScale(),
      y: { range: (_, __, highest) => [0, Math.max(LEAST_DELAY_RANGE_S, highest * 1.1)] },
    },
    series: [
      {},
      { stroke: style.buffer, width: 1.5 },
      { stroke: style.muted, width: 1.5, dash: [5, 4] },
      { stroke: style.accent, width: 2 },
    ],
    axes: [timeAxis(style), { ...axisOf(style), values: (_, ticks) => ticks.map((tick) => `${tick} s`) }],
  };
}

function rateOptions(style: PlotStyle, mark: Marker): uPlot.Options {
  return {
    ...frameOf(style, mark),
    scales: {
      x: spanScale(),
      y: {
        range: (_, __, highest) => [LOWEST_POWER, Math.max(LEAST_TOP_POWER, Math.ceil(highest))],
      },
    },
    series: [{}, { stroke: style.buffer, width: 1.5 }, { stroke: style.quality, width: 2, ...STEPPED }],
    axes: [timeAxis(style), rateAxis(style)],
  };
}

function frameOf(
  style: PlotStyle,
  mark: Marker,
): Pick<uPlot.Options, 'width' | 'height' | 'legend' | 'cursor' | 'hooks' | 'padding'> {
  return {
    width: NARROWEST_PX,
    height: HEIGHT_PX,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    hooks: { drawClear: [mark] },
  };
}

function spanScale(): uPlot.Scale {
  return { time: false, range: () => [-HISTORY_SPAN_MS / MS_PER_S, 0] };
}

function axisOf({ muted, grid, font }: PlotStyle): uPlot.Axis {
  return { stroke: muted, font, size: 72, gap: 6, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
}

function timeAxis(style: PlotStyle): uPlot.Axis {
  const splits = [-120, -90, -60, -30, 0];
  return {
    ...axisOf(style),
    size: 26,
    splits: () => splits,
    values: () => splits.map((seconds) => (seconds === 0 ? '0' : `−${-seconds} s`)),
  };
}

function powersTo(highest: number): number[] {
  return Array.from({ length: highest - LOWEST_POWER + 1 }, (_, index) => LOWEST_POWER + index);
}

function rateAxis(style: PlotStyle): uPlot.Axis {
  return {
    ...axisOf(style),
    splits: (_, __, ___, highest) => powersTo(highest),
    values: (_, powers) => powers.map(rateTextOf),
  };
}

function rateTextOf(power: number): string {
  const kbits = 10 ** power;
  return kbits >= BPS_PER_KBIT ? `${kbits / BPS_PER_KBIT} Mbit/s` : `${kbits} kbit/s`;
}

/** Stalls as bands and switches as lines, beneath the curves. */
function drawMarks({ ctx, bbox, valToPos }: uPlot, history: ActivityHistory, style: PlotStyle): void {
  const nowMs = performance.now();
  const xOf = (atMs: number): number => Math.max(valToPos((atMs - nowMs) / MS_PER_S, 'x', true), bbox.left);
  ctx.save();
  ctx.fillStyle = style.accent;
  ctx.globalAlpha = STALL_ALPHA;
  for (const { beganAtMs, endedAtMs = nowMs } of history.stalls) {
    const left = xOf(beganAtMs);
    ctx.fillRect(left, bbox.top, Math.max(xOf(endedAtMs) - left, 2), bbox.height);
  }
  ctx.globalAlpha = 1;
  ctx.strokeStyle = style.quality;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  for (const atMs of history.switchesAtMs) {
    ctx.moveTo(xOf(atMs), bbox.top);
    ctx.lineTo(xOf(atMs), bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}
