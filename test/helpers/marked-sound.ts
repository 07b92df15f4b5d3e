/** Markers in marked sound follow each other at this distance. */
export const MARKER_PERIOD_SAMPLES = 12_000;

/** Markers are numbered from 0, and after 256 of them (64 s) from 0 again. */
export const MARKER_NUMBERS = 256;

/** Where a marker's number sounds, in samples from its beginning. */
export const NUMBER_AT_SAMPLES = 1_920;
/** How long the tones of a number sound. */
export const NUMBER_SAMPLES = 5_760;

/** Marked sound is at this rate. */
const SAMPLE_RATE_HZ = 48_000;
const CHIRP_SAMPLES = 960;
const CHIRP_FROM_HZ = 1_500;
const CHIRP_TO_HZ = 6_500;
const CHIRP_LEVEL = 0.4;
/** In every period a whole number of times, so that it goes on without a step. */
const PILOT_HZ = 440;
const PILOT_LEVEL = 0.1;
const TONE_LEVEL = 0.15;
const TONE_EDGE_SAMPLES = 240;
const DIGITS = 16;

/** Frequencies of the lower digit (base 16) of a marker's number. */
export const LOW_DIGIT_HZ: readonly number[] = Array.from({ length: DIGITS }, (_, digit) => 700 + 80 * digit);
/** Frequencies of the upper digit. */
export const HIGH_DIGIT_HZ: readonly number[] = Array.from(
  { length: DIGITS },
  (_, digit) => 2_100 + 80 * digit,
);

/** The sweep that says where a marker begins. */
export const CHIRP: Float32Array = Float32Array.from({ length: CHIRP_SAMPLES }, (_, sample) => {
  const seconds = sample / SAMPLE_RATE_HZ;
  const sweepHzPerS = ((CHIRP_TO_HZ - CHIRP_FROM_HZ) * SAMPLE_RATE_HZ) / CHIRP_SAMPLES;
  const phase = 2 * Math.PI * seconds * (CHIRP_FROM_HZ + (sweepHzPerS * seconds) / 2);
  return CHIRP_LEVEL * Math.sin(phase) * Math.sin((Math.PI * sample) / CHIRP_SAMPLES) ** 2;
});

const PERIODS = new Map<number, Float32Array>();

/**
 * Sound that tells where it comes from: a numbered marker each quarter of a second, over a quiet tone that never
 * stops, so that a lost, doubled or shifted stretch and every silence can be heard. One channel, full scale is 1.
 *
 * @param startSample counted from the beginning of marker 0
 */
function markedSound(startSample: number, samples: number): Float32Array {
  const sound = new Float32Array(samples);
  for (let filled = 0; filled < samples; ) {
    const at = startSample + filled;
    const within = at % MARKER_PERIOD_SAMPLES;
    const rest = periodOf(Math.floor(at / MARKER_PERIOD_SAMPLES) % MARKER_NUMBERS).subarray(within);
    sound.set(rest.subarray(0, samples - filled), filled);
    filled += rest.length;
  }
  return sound;
}

/** Marked sound as 48 kHz s16le PCM, the same in both channels. */
export function markedPcm(startSample: number, samples: number): Buffer {
  const pcm = Buffer.alloc(samples * 4);
  for (const [index, value] of markedSound(startSample, samples).entries()) {
    const level = Math.round(value * 32_767);
    pcm.writeInt16LE(level, index * 4);
    pcm.writeInt16LE(level, index * 4 + 2);
  }
  return pcm;
}

/** The quarter of a second that begins with the marker of this number. */
function periodOf(number: number): Float32Array {
  const known = PERIODS.get(number);
  if (known) return known;
  const low = LOW_DIGIT_HZ[number % DIGITS] ?? 0;
  const high = HIGH_DIGIT_HZ[Math.floor(number / DIGITS)] ?? 0;
  const period = Float32Array.from({ length: MARKER_PERIOD_SAMPLES }, (_, sample) => {
    const tones =
      TONE_LEVEL * edgeAt(sample - NUMBER_AT_SAMPLES) * (sineAt(low, sample) + sineAt(high, sample));
    return (CHIRP[sample] ?? 0) + tones + PILOT_LEVEL * sineAt(PILOT_HZ, sample);
  });
  PERIODS.set(number, period);
  return period;
}

function sineAt(frequencyHz: number, sample: number): number {
  return Math.sin((2 * Math.PI * frequencyHz * sample) / SAMPLE_RATE_HZ);
}

/** Tones come and go within a few milliseconds, so that they do not click. */
function edgeAt(sample: number): number {
  const inside = Math.min(sample, NUMBER_SAMPLES - sample) / TONE_EDGE_SAMPLES;
  return Math.max(0, Math.min(1, inside));
}
