import type { GainRamp } from './gain-ramp.ts';
import { silentPlanes } from './mix-span.ts';

/** Sound and what it is multiplied by, sample by sample. */
export interface Contribution {
  readonly planes: readonly Float32Array[];
  readonly ramps: readonly GainRamp[];
}

/** Adds sources up. A single one that nothing is to be done to comes out as it is, bit for bit. */
export function sumOf(
  contributions: readonly Contribution[],
  form: { readonly channels: number; readonly frames: number; readonly sampleRateHz: number },
): readonly Float32Array[] {
  const [first] = contributions;
  if (first !== undefined && contributions.length === 1 && isAsItIs(first, form.channels))
    return first.planes;
  const sum = silentPlanes(form.channels, form.frames);
  const gains = new Map<GainRamp, Float32Array>();
  for (const { planes, ramps } of contributions) {
    const factors = ramps
      .filter((ramp) => gains.has(ramp) || !ramp.isUnity)
      .map((ramp) => gainsOf(ramp, { gains, ...form }));
    for (const [channel, plane] of sum.entries()) {
      const source = planes[Math.min(channel, planes.length - 1)] ?? new Float32Array(form.frames);
      addTo(plane, source, factors);
    }
  }
  return sum;
}

/** One ramp may be shared by several sources: it moves on once. */
function gainsOf(
  ramp: GainRamp,
  {
    gains,
    frames,
    sampleRateHz,
  }: { gains: Map<GainRamp, Float32Array>; frames: number; sampleRateHz: number },
): Float32Array {
  const known = gains.get(ramp) ?? ramp.take(frames, sampleRateHz);
  gains.set(ramp, known);
  return known;
}

function addTo(sum: Float32Array, source: Float32Array, factors: readonly Float32Array[]): void {
  const [one, other] = factors;
  for (let index = 0; index < sum.length; index++) {
    const factor = (one?.[index] ?? 1) * (other?.[index] ?? 1);
    sum[index] = (sum[index] as number) + (source[index] as number) * factor;
  }
}

function isAsItIs({ planes, ramps }: Contribution, channels: number): boolean {
  return planes.length === channels && ramps.every(({ isUnity }) => isUnity);
}
