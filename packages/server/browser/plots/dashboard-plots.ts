import uPlot from 'uplot';
import { resolvedColor } from '../element/resolved-color.ts';
import { sumOf } from '../element/latency-summary.ts';
import type { DashboardModel } from '../feed/dashboard-model.ts';
import type { LatencyBucket, ListenerPoint } from '../feed/station-state.ts';

/** Where the plots go. */
export interface DashboardPlotsOptions {
  readonly listeners: HTMLElement;
  readonly latency: HTMLElement;
}

/** What is plotted. */
interface PlottedFigures {
  readonly history: readonly ListenerPoint[];
  readonly stations: readonly string[];
  readonly latency: readonly LatencyBucket[];
}

const HEIGHT_PX = 200;
const NARROWEST_PX = 220;
/** What the bound of a bar takes. */
const BOUND_PX = 30;
const MS_PER_SECOND = 1_000;
/** Below it the time is told with seconds. */
const SHORT_SPAN_SECONDS = 300;
const COLORS = [
  '--rc-quality-4',
  '--rc-quality-3',
  '--rc-accent',
  '--rc-quality-5',
  '--rc-quality-1',
  '--rc-quality-2',
];
const BARS = { paths: uPlot.paths.bars?.({ size: [0.8, 60] }) ?? (() => null) };

/** Listeners over time, a line for each station, and how far behind they are, a bar for each bound. */
export class DashboardPlots {
  readonly #options: DashboardPlotsOptions;
  readonly #sizes = new ResizeObserver(() => this.#fit());
  #listeners: uPlot | undefined;
  #latency: uPlot | undefined;
  #stations: readonly string[] = [];
  #figures: PlottedFigures | undefined;

  constructor(options: DashboardPlotsOptions) {
    this.#options = options;
    this.#sizes.observe(options.listeners);
    this.#sizes.observe(options.latency);
    // Colours are taken when a plot is made.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.#remake);
  }

  /** Draws what is known by now. */
  update({ history, stations }: DashboardModel): void {
    const figures = {
      history,
      stations: stations.map(({ name }) => name),
      latency: sumOf(stations.map(({ latency }) => latency)),
    };
    this.#figures = figures;
    if (!this.#listeners || this.#stations.join(' ') !== figures.stations.join(' ')) this.#remake();
    else this.#draw(figures);
  }

  /** Takes the plots away. */
  close(): void {
    this.#sizes.disconnect();
    matchMedia('(prefers-color-scheme: dark)').removeEventListener('change', this.#remake);
    this.#listeners?.destroy();
    this.#latency?.destroy();
  }

  readonly #remake = (): void => {
    const figures = this.#figures;
    if (!figures) return;
    this.#listeners?.destroy();
    this.#latency?.destroy();
    const { listeners, latency } = this.#options;
    this.#stations = figures.stations;
    const stations = figures.stations.map((label, index) => ({
      label,
      stroke: resolvedColor(listeners, COLORS[index % COLORS.length] ?? ''),
      width: 2,
      points: { show: false },
    }));
    this.#listeners = new uPlot(
      {
        ...frameOf(listeners),
        scales: { y: { range: countRange } },
        axes: [timeAxis(listeners), axisOf(listeners)],
        series: [{}, ...stations],
      },
      [[]],
      listeners,
    );
    this.#latency = new uPlot(latencyOptions(latency, figures.latency), [[]], latency);
    this.#draw(figures);
  };

  #draw({ history, stations, latency }: PlottedFigures): void {
    const lines = stations.map((name) => history.map(({ listeners }) => listeners[name] ?? null));
    this.#listeners?.setData([history.map(({ atMs }) => atMs / MS_PER_SECOND), ...lines]);
    this.#latency?.setData([latency.map((_, at) => at), latency.map(({ count }) => count)]);
  }

  #fit(): void {
    const { listeners, latency } = this.#options;
    this.#listeners?.setSize(sizeOf(listeners));
    this.#latency?.setSize(sizeOf(latency));
  }
}

function latencyOptions(box: HTMLElement, buckets: readonly LatencyBucket[]): uPlot.Options {
  /** Of the bounds as many as there is room for. */
  const splits = ({ width }: uPlot): number[] => {
    const step = Math.ceil((buckets.length * BOUND_PX) / width);
    return [...buckets.keys()].filter((at) => at % step === 0);
  };
  const textOf = (at: number): string => {
    const { upToSeconds } = buckets[at] ?? { upToSeconds: null };
    return upToSeconds === null ? '…' : String(upToSeconds);
  };
  return {
    ...frameOf(box),
    scales: { x: { time: false, range: () => [-1, buckets.length] }, y: { range: countRange } },
    axes: [{ ...axisOf(box), size: 28, splits, values: (_, shown) => shown.map(textOf) }, axisOf(box)],
    series: [{}, { fill: resolvedColor(box, '--rc-quality-4'), width: 0, points: { show: false }, ...BARS }],
  };
}

function countRange(_: uPlot, __: number, highest: number): [number, number] {
  return [0, Math.max(5, Math.ceil((highest || 0) * 1.1))];
}

function frameOf(box: HTMLElement): Pick<uPlot.Options, 'width' | 'height' | 'legend' | 'cursor'> {
  return { ...sizeOf(box), legend: { show: false }, cursor: { show: false } };
}

function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(box.clientWidth, NARROWEST_PX), height: HEIGHT_PX };
}

function timeAxis(box: HTMLElement): uPlot.Axis {
  return {
    ...axisOf(box),
    size: 28,
    space: 80,
    values: (_, ticks) => {
      const isShort = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0) < SHORT_SPAN_SECONDS;
      const timeStyle = isShort ? 'medium' : 'short';
      return ticks.map((seconds) =>
        new Date(seconds * MS_PER_SECOND).toLocaleTimeString(document.documentElement.lang, { timeStyle }),
      );
    },
  };
}

function axisOf(box: HTMLElement): uPlot.Axis {
  return {
    stroke: resolvedColor(box, '--rc-muted'),
    font: `12px ${getComputedStyle(box).fontFamily}`,
    grid: { stroke: resolvedColor(box, '--rc-line'), width: 1 },
    ticks: { show: false },
  };
}

/** How many lines are told apart by colour; the style sheet has the same ones in the same order. */
export const LINE_COLORS = COLORS.length;
