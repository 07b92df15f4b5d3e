import { type Decision, decide, demandBps, firstDecision, LINK_SHARE, probeBytes } from './adaptation.ts';
import type { PartPlace } from './derived-playlist.ts';
import { LinkMeter, type PartGrid } from './link-meter.ts';
import type { LoadingUnit } from './stream-activity.ts';
import type { LinkSample } from './transfer.ts';

/** Settings of an {@link Adapter}. */
export interface AdapterOptions {
  /** Sound left to play without a pause. */
  readonly bufferedMs: () => number;
  /** Parts or segments from now on. */
  readonly onUnitChanged: (unit: LoadingUnit) => void;
}

/** At a stall the buffer is dry. */
const DRY = 0;
/** While the link promises a climb, it is measured often; else seldom, for a probe takes room from the sound. */
const PROBE_SOON_MS = 700;
const PROBE_LATER_MS = 3_000;
/** In a rehearsal with every part; of parts that are shorter than this not with every one, for the machine's sake. */
const PROBE_REHEARSING_MS = 150;
/** A link that is this late, or a third of a part, has no room for a probe. */
const PROBE_LATENESS_MS = 40;

/** Decides what to load, by the rules of `adaptation.ts`, as parts and segments come in. */
export class Adapter {
  readonly meter = new LinkMeter();
  readonly #options: AdapterOptions;
  #ladderBps: readonly number[] = [];
  #fixed: number | undefined;
  #grid: PartGrid = { partsPerSegment: 1, partMs: 192 };
  #latenessMs = 0;
  #decision: Decision = firstDecision(0);

  constructor(options: AdapterOptions) {
    this.#options = options;
  }

  /** The rung of the ladder to load, from 0. */
  get rung(): number {
    return this.#decision.rung;
  }

  get unit(): LoadingUnit {
    return this.#decision.unit;
  }

  /** How late the last part was. */
  get latenessMs(): number {
    return this.#latenessMs;
  }

  /** Takes the ladder's rates, rising, and the rung to begin with. */
  begin(ladderBps: readonly number[], rung: number): void {
    this.#ladderBps = ladderBps;
    this.#decision = firstDecision(rung);
  }

  /** The listener wants this rate, and only whether parts or segments is left to decide; undefined leaves all. */
  fix(bitrateBps: number | undefined): void {
    this.#fixed = bitrateBps;
  }

  /** Takes the stream's grid. */
  setGrid(grid: PartGrid): void {
    this.#grid = grid;
  }

  /** A part came in, as soon as it existed or later. */
  notePart(place: PartPlace, atMs: number, sample: LinkSample | undefined): void {
    this.#latenessMs = this.meter.noteArrival(place, this.#grid, atMs);
    if (sample) this.meter.noteSample(sample);
    this.#decide(atMs, false);
  }

  /** A whole segment came in, or a probe. */
  noteSample(sample: LinkSample): void {
    this.meter.noteSample(sample);
    if (this.unit === 'segments') this.#latenessMs = 0;
    this.#decide(sample.atMs, false);
  }

  /** The sound stopped for want of data. */
  noteStall(atMs: number): void {
    this.#decide(atMs, true);
  }

  /** Bytes to measure the link by, for a climb that nothing says yet whether it would be carried; 0 for none now. */
  probeBytesAt(nowMs: number): number {
    const next = this.#ladderBps[this.rung + 1];
    const { partMs } = this.#grid;
    if (this.#fixed !== undefined || next === undefined || this.unit === 'segments') return 0;
    if (this.#latenessMs > Math.max(partMs / 3, PROBE_LATENESS_MS) || this.#options.bufferedMs() < partMs)
      return 0;
    const bytes = probeBytes(next, partMs);
    const last = this.meter.samples.findLast((sample) => sample.bytes >= bytes);
    if (last === undefined) return bytes;
    const isPromising = last.bitrateBps * LINK_SHARE > demandBps(next, 'parts', partMs);
    return nowMs - last.atMs > this.#probeEveryMs(isPromising) ? bytes : 0;
  }

  #probeEveryMs(isPromising: boolean): number {
    const { partMs } = this.#grid;
    if (this.#decision.rehearsedFromMs !== undefined) return Math.max(0, PROBE_REHEARSING_MS - partMs);
    return isPromising ? PROBE_SOON_MS : PROBE_LATER_MS;
  }

  #decide(nowMs: number, hasStalled: boolean): void {
    const before = this.#decision;
    const isFixed = this.#fixed !== undefined;
    const look = {
      nowMs,
      hasStalled,
      bitratesBps: this.#fixed === undefined ? this.#ladderBps : [this.#fixed],
      partMs: this.#grid.partMs,
      bufferedMs: hasStalled ? DRY : this.#options.bufferedMs(),
      latenessMs: this.#latenessMs,
      samples: this.meter.samples,
    };
    const after = decide(look, isFixed ? { ...before, rung: 0 } : before);
    this.#decision = isFixed ? { ...after, rung: before.rung } : after;
    if (after.unit !== before.unit) this.#options.onUnitChanged(after.unit);
  }
}
