import {
  CHIRP,
  HIGH_DIGIT_HZ,
  LOW_DIGIT_HZ,
  MARKER_NUMBERS,
  MARKER_PERIOD_SAMPLES,
  NUMBER_AT_SAMPLES,
  NUMBER_SAMPLES,
} from './marked-sound.ts';

/** A marker that was heard. */
export interface FoundMarker {
  /** 0 to 255. */
  readonly number: number;
  /** Where it begins in the recording. */
  readonly sample: number;
}

const SAMPLE_RATE_HZ = 48_000;
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1_000;
/** A chirp is there when its shape makes up this share of the sound; noise and tones stay far below. */
const LEAST_LIKENESS = 0.5;
/** Where one is expected, less will do: a player that changes its tempo may have spliced it. */
const LEAST_LIKENESS_NEAR = 0.25;
/** Where the next marker is looked for first, one after the other: a player may be a few percent faster or slower. */
const NEAR_SAMPLES = [SAMPLES_PER_MS, 20 * SAMPLES_PER_MS];
/** The quiet tone under the markers has an RMS level of 0.07. */
const SILENT_LEVEL = 0.015;
const SILENCE_STEP_SAMPLES = 48;
/** Most of the number's tones, without their edges. */
const LISTEN_AT_SAMPLES = NUMBER_AT_SAMPLES + 480;
const LISTEN_SAMPLES = NUMBER_SAMPLES - 960;
/** A player that changes its tempo turns the phase of a tone now and then; within a stretch so short, hardly ever. */
const STRETCH_SAMPLES = 1_200;

const CHIRP_ENERGY = CHIRP.reduce((sum, value) => sum + value * value, 0);

/** All markers of a recording of marked sound (48 kHz, one channel), in the order in which they are heard. */
export function findMarkers(sound: Float32Array): FoundMarker[] {
  const markers: FoundMarker[] = [];
  const end = sound.length - LISTEN_AT_SAMPLES - LISTEN_SAMPLES;
  let from = 0;
  while (from < end) {
    const sample = findNear(sound, from) ?? findChirp(sound, from, from + MARKER_PERIOD_SAMPLES);
    if (sample === undefined) from += MARKER_PERIOD_SAMPLES;
    else {
      if (sample < end) markers.push({ sample, number: numberAt(sound, sample) });
      from = sample + CHIRP.length;
    }
  }
  return markers;
}

/** What is wrong with marked sound, in words; empty where every marker follows the one before at its distance. */
export function faultsOf(markers: readonly FoundMarker[], toleranceMs: number): string[] {
  return markers.slice(1).flatMap((marker, index) => {
    const before = markers[index] ?? marker;
    const atMs = (marker.sample / SAMPLES_PER_MS).toFixed(1);
    const periodMs = MARKER_PERIOD_SAMPLES / SAMPLES_PER_MS;
    const distanceMs = (marker.sample - before.sample) / SAMPLES_PER_MS;
    const expected = (before.number + 1) % MARKER_NUMBERS;
    if (marker.number !== expected) return [`at ${atMs} ms: marker ${marker.number} came, not ${expected}`];
    if (Math.abs(distanceMs - periodMs) <= toleranceMs) return [];
    return [`at ${atMs} ms: marker ${marker.number} came after ${distanceMs.toFixed(1)} ms, not ${periodMs}`];
  });
}

/** The longest silence between the first and the last marker, in ms. Marked sound has none. */
export function longestSilenceMs(sound: Float32Array, markers: readonly FoundMarker[]): number {
  const first = markers[0]?.sample ?? 0;
  const last = markers.at(-1)?.sample ?? 0;
  let longest = 0;
  let silent = 0;
  for (let from = first; from < last; from += SILENCE_STEP_SAMPLES) {
    const isSilent = levelOf(sound.subarray(from, from + SILENCE_STEP_SAMPLES)) < SILENT_LEVEL;
    silent = isSilent ? silent + SILENCE_STEP_SAMPLES : 0;
    longest = Math.max(longest, silent);
  }
  return longest / SAMPLES_PER_MS;
}

function findNear(sound: Float32Array, from: number): number | undefined {
  const expected = from - CHIRP.length + MARKER_PERIOD_SAMPLES;
  for (const near of NEAR_SAMPLES) {
    const found = findChirp(sound, expected - near, expected + near, LEAST_LIKENESS_NEAR);
    // At the rim the best may lie beyond it.
    if (found !== undefined && Math.abs(found - expected) < near - 1) return found;
  }
  return undefined;
}

/** Where in a range a chirp begins, to the sample. */
function findChirp(
  sound: Float32Array,
  from: number,
  to: number,
  leastLikeness = LEAST_LIKENESS,
): number | undefined {
  let best = { sample: 0, likeness: leastLikeness };
  for (let sample = Math.max(0, from); sample < Math.min(to, sound.length - CHIRP.length); sample += 1) {
    const likeness = likenessAt(sound, sample);
    if (likeness > best.likeness) best = { sample, likeness };
  }
  return best.likeness > leastLikeness ? best.sample : undefined;
}

/** How much the sound at a place is a chirp: the correlation coefficient. */
function likenessAt(sound: Float32Array, at: number): number {
  let product = 0;
  let energy = 1e-9;
  for (let index = 0; index < CHIRP.length; index += 1) {
    const value = sound[at + index]!;
    product += value * CHIRP[index]!;
    energy += value * value;
  }
  return product / Math.sqrt(energy * CHIRP_ENERGY);
}

function numberAt(sound: Float32Array, sample: number): number {
  const tones = sound.subarray(sample + LISTEN_AT_SAMPLES, sample + LISTEN_AT_SAMPLES + LISTEN_SAMPLES);
  return loudestOf(tones, LOW_DIGIT_HZ) + LOW_DIGIT_HZ.length * loudestOf(tones, HIGH_DIGIT_HZ);
}

function loudestOf(sound: Float32Array, frequenciesHz: readonly number[]): number {
  const powers = frequenciesHz.map((frequencyHz) => {
    let power = 0;
    for (let from = 0; from < sound.length; from += STRETCH_SAMPLES) {
      power += powerAt(sound.subarray(from, from + STRETCH_SAMPLES), frequencyHz);
    }
    return power;
  });
  return powers.indexOf(Math.max(...powers));
}

/** Power of one frequency (Goertzel's algorithm). */
function powerAt(sound: Float32Array, frequencyHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / SAMPLE_RATE_HZ);
  let last = 0;
  let beforeLast = 0;
  for (const value of sound) {
    const next = value + coefficient * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  return last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
}

function levelOf(sound: Float32Array): number {
  return Math.sqrt(sound.reduce((sum, value) => sum + value * value, 0) / Math.max(1, sound.length));
}
