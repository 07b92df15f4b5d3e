import { CaptureClock } from '../../packages/segmenter/src/timeline/capture-clock.ts';
import { SourceClock } from '../../packages/segmenter/src/timeline/source-clock.ts';
import { Timeline } from '../../packages/segmenter/src/timeline/timeline.ts';

const BLOCK_SAMPLES = 960;
const SEGMENT_SAMPLES = 92_160;
const SAMPLES_PER_MS = 48;
const STARTED_AT_MS = Date.UTC(2025, 10, 20, 12);
/** Dates and delays count once the source is there for that long. */
const SETTLED_AFTER_MS = 120_000;

/** A sound card whose clock strays, on a network that delays. */
export interface ClockSimulationOptions {
  readonly ppm: number;
  readonly delayMs?: number;
  readonly hours: number;
  /** The most that the network delays a block. */
  readonly jitterMs: number;
  /** Whether the source states each second when a sample was captured, and by how much it errs. */
  readonly statedErrorMs?: number;
}

/** What came of it. */
export interface ClockReport {
  /** Delay from a sample's capture until it is on air, least and greatest. */
  readonly delaysMs: readonly [number, number];
  /** Samples on air, those sent, and what was done to them. */
  readonly onAirSamples: number;
  readonly sentSamples: number;
  readonly silentSamples: number;
  readonly lateSamples: number;
  /** The greatest error of a segment's date, and of its distance from the date before. */
  readonly dateErrorMs: number;
  readonly dateStepErrorMs: number;
  readonly driftPpm: number | undefined;
  /** The longest that the source was held back. */
  readonly waitMs: number;
}

/** Runs timeline, pacing and clocks of a broadcast for hours, in seconds. */
export function simulateClocks(options: ClockSimulationOptions): ClockReport {
  const { ppm, delayMs = 0, hours, jitterMs, statedErrorMs } = options;
  const random = randomNumbers(17);
  const holdMs = 192;
  let onAirSamples = 0;
  const timeline = new Timeline({
    startSample: 0,
    holdMs,
    delayMs,
    onAir: (pcm) => {
      onAirSamples += pcm.length / 4;
    },
  });
  const captureClock = new CaptureClock();
  const traits = { isClocked: true, holdMs, delayMs, whenLate: 'skip' } as const;
  const source = new SourceClock({ ...traits, nowMs: STARTED_AT_MS });
  const samplesPerMs = SAMPLES_PER_MS * (1 + ppm / 1e6);
  const capturedAtMs = (sample: number) => STARTED_AT_MS + sample / samplesPerMs;
  const pcm = Buffer.alloc(BLOCK_SAMPLES * 4);
  const extremes = { least: Number.POSITIVE_INFINITY, greatest: 0, date: 0, step: 0, wait: 0 };
  let nowMs = STARTED_AT_MS;
  let sample = 0;
  let nextDate = 0;
  let dateBefore: number | undefined;
  for (; nowMs < STARTED_AT_MS + hours * 3_600_000; sample += BLOCK_SAMPLES) {
    // Blocks come in order: one that the network holds up holds up those behind it.
    nowMs = Math.max(nowMs, capturedAtMs(sample + BLOCK_SAMPLES) + random() * jitterMs);
    const isSettled = nowMs > STARTED_AT_MS + SETTLED_AFTER_MS + delayMs;
    if (statedErrorMs !== undefined && sample % 48_000 === 0) {
      const atMs = capturedAtMs(sample) + (random() * 2 - 1) * statedErrorMs;
      source.noteCapture({ sample, atMs });
      captureClock.noteCapture(sample, atMs);
    }
    timeline.advance(nowMs);
    extremes.wait = Math.max(extremes.wait, source.waitMs(nowMs));
    const end = sample + BLOCK_SAMPLES;
    const onAir = timeline.push({ sample, pcm, isClocked: true }, nowMs);
    source.noteArrival({ sample: end, onAir, nowMs });
    captureClock.noteArrival(end, nowMs);
    if (!isSettled) nextDate = Math.ceil(timeline.position / SEGMENT_SAMPLES) * SEGMENT_SAMPLES;
    else {
      const airDelayMs = nowMs - capturedAtMs(timeline.position);
      extremes.least = Math.min(extremes.least, airDelayMs);
      extremes.greatest = Math.max(extremes.greatest, airDelayMs);
    }
    while (timeline.position > nextDate + 9_216 + 4_800) {
      const date = captureClock.dateOf(nextDate);
      extremes.date = Math.max(extremes.date, Math.abs(date - capturedAtMs(nextDate)));
      const stepMs = date - (dateBefore ?? date - 1_920) - 1_920;
      extremes.step = Math.max(extremes.step, Math.abs(stepMs));
      dateBefore = date;
      nextDate += SEGMENT_SAMPLES;
    }
  }
  return {
    delaysMs: [extremes.least, extremes.greatest],
    onAirSamples,
    sentSamples: sample,
    silentSamples: timeline.silentSamples,
    lateSamples: timeline.lateSamples,
    dateErrorMs: extremes.date,
    dateStepErrorMs: extremes.step,
    driftPpm: source.driftPpm,
    waitMs: extremes.wait,
  };
}

/** Numbers from 0 to 1 that are the same every time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
