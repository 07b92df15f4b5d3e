import type { PcmEncoding, PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import { bytesPerFrameOf } from '../../packages/ingest/src/wire/pcm-format.ts';

const FULL_SCALE: Record<PcmEncoding, number> = { s16le: 2 ** 15, s24le: 2 ** 23, s32le: 2 ** 31, f32le: 1 };

/** Writes values from −1 to 1 as PCM, the same in every channel. */
export function pcmOf(samples: number, format: PcmFormat, valueAt: (sample: number) => number): Buffer {
  const frameBytes = bytesPerFrameOf(format);
  const valueBytes = frameBytes / format.channels;
  const pcm = Buffer.alloc(samples * frameBytes);
  for (let sample = 0; sample < samples; sample++) {
    const value = valueAt(sample) * FULL_SCALE[format.encoding];
    for (let channel = 0; channel < format.channels; channel++) {
      const offset = sample * frameBytes + channel * valueBytes;
      if (format.encoding === 'f32le') pcm.writeFloatLE(value, offset);
      else pcm.writeIntLE(Math.round(value), offset, valueBytes);
    }
  }
  return pcm;
}

/** One channel of 48 kHz stereo s16le, as values from −1 to 1. */
export function channelOf(pcm: Buffer, channel: 0 | 1): Float64Array {
  const values = new Float64Array(pcm.length / 4);
  for (let sample = 0; sample < values.length; sample++) {
    values[sample] = pcm.readInt16LE(sample * 4 + channel * 2) / FULL_SCALE.s16le;
  }
  return values;
}

/** A sine and what is left of a signal without it. */
export interface ToneFit {
  readonly amplitude: number;
  /** Power of the tone over that of the rest. */
  readonly snrDb: number;
}

/** Fits a sine of a known frequency into a signal, by least squares. */
export function fitTone(values: Float64Array, options: { hz: number; sampleRateHz: number }): ToneFit {
  const step = (2 * Math.PI * options.hz) / options.sampleRateHz;
  let [ss, cc, sc, sx, cx] = [0, 0, 0, 0, 0];
  for (const [index, value] of values.entries()) {
    const [sine, cosine] = [Math.sin(step * index), Math.cos(step * index)];
    ss += sine * sine;
    cc += cosine * cosine;
    sc += sine * cosine;
    sx += sine * value;
    cx += cosine * value;
  }
  const determinant = ss * cc - sc * sc;
  const a = (sx * cc - cx * sc) / determinant;
  const b = (cx * ss - sx * sc) / determinant;
  let [tonePower, restPower] = [0, 0];
  for (const [index, value] of values.entries()) {
    const fitted = a * Math.sin(step * index) + b * Math.cos(step * index);
    tonePower += fitted ** 2;
    restPower += (value - fitted) ** 2;
  }
  return { amplitude: Math.hypot(a, b), snrDb: 10 * Math.log10(tonePower / restPower) };
}

/** Where in a recording a piece of sound is, and how alike the two are: 1 is the same. */
export function findSound(
  recording: Float64Array,
  piece: Float64Array,
  range: { from: number; to: number },
): { at: number; likeness: number } {
  let best = { at: -1, likeness: -1 };
  for (let at = range.from; at <= range.to; at++) {
    let [product, power, piecePower] = [0, 0, 0];
    for (const [index, value] of piece.entries()) {
      const other = recording[at + index] ?? 0;
      product += value * other;
      power += other * other;
      piecePower += value * value;
    }
    const likeness = product / Math.sqrt(power * piecePower || 1);
    if (likeness > best.likeness) best = { at, likeness };
  }
  return best;
}
