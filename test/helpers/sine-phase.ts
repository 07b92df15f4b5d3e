const SAMPLE_RATE_HZ = 48_000;
/** Ten milliseconds hold a whole number of cycles, so that a window's phase stays where it is. */
const WINDOW_SAMPLES = 480;
/** The player changes its tempo by at most 0.1 % from one window to the next, which is 0.03. */
const LARGEST_STEP_RAD = 0.05;
/** A sine is the sum of its neighbours but for a factor; a codec's noise is far below this, a click above. */
const CLICK_SHARE = 0.1;
const AUDIBLE = 0.01;

/** A sine that {@link sineFaultsOf} can follow; in Hz. */
export const FOLLOWED_HZ = 500;

/** Where a recorded sine does not go on as it began: a step in its phase, a click, or silence; nothing where it does. */
export function sineFaultsOf(sound: Float32Array): string[] {
  const windows = Array.from({ length: Math.floor(sound.length / WINDOW_SAMPLES) }, (_, index) =>
    sound.subarray(index * WINDOW_SAMPLES, (index + 1) * WINDOW_SAMPLES),
  ).map(readWindow);
  return windows.flatMap((window, index) => {
    const at = `at ${(index * WINDOW_SAMPLES * 1_000) / SAMPLE_RATE_HZ} ms`;
    if (window.amplitude < AUDIBLE) return [`silence ${at}`];
    if (window.largestMisfit > CLICK_SHARE * window.amplitude) return [`a click ${at}`];
    const [before, beforeThat] = [windows[index - 1], windows[index - 2]];
    if (before === undefined || beforeThat === undefined) return [];
    const step = wrapped(window.phase - 2 * before.phase + beforeThat.phase);
    return Math.abs(step) > LARGEST_STEP_RAD ? [`a step of ${step.toFixed(2)} rad ${at}`] : [];
  });
}

interface SineWindow {
  readonly amplitude: number;
  readonly phase: number;
  /** By how much a sample lies beside what its neighbours say, at most. */
  readonly largestMisfit: number;
}

function readWindow(sound: Float32Array): SineWindow {
  const omega = (2 * Math.PI * FOLLOWED_HZ) / SAMPLE_RATE_HZ;
  let [sine, cosine, largestMisfit] = [0, 0, 0];
  for (const [index, value] of sound.entries()) {
    sine += value * Math.sin(omega * index);
    cosine += value * Math.cos(omega * index);
    const [before, after] = [sound[index - 1], sound[index + 1]];
    if (before === undefined || after === undefined) continue;
    largestMisfit = Math.max(largestMisfit, Math.abs(before + after - 2 * Math.cos(omega) * value));
  }
  const amplitude = (2 * Math.hypot(sine, cosine)) / sound.length;
  return { amplitude, phase: Math.atan2(cosine, sine), largestMisfit };
}

function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
