/** Encodings of a PCM sample that a source may send; all little-endian and interleaved. */
export const PCM_ENCODINGS = ['s16le', 's24le', 's32le', 'f32le'] as const;

/** How one PCM sample is written. */
export type PcmEncoding = (typeof PCM_ENCODINGS)[number];

/** How a source's PCM is to be read. */
export interface PcmFormat {
  readonly encoding: PcmEncoding;
  /** Whole number, see {@link SAMPLE_RATE_RANGE_HZ}. */
  readonly sampleRateHz: number;
  /** Whole number, see {@link CHANNEL_RANGE}. */
  readonly channels: number;
}

/** Sample rates that are taken, inclusive. */
export const SAMPLE_RATE_RANGE_HZ = { min: 8_000, max: 192_000 } as const;

/** Channel counts that are taken, inclusive. */
export const CHANNEL_RANGE = { min: 1, max: 8 } as const;

const BYTES_PER_ENCODING: Record<PcmEncoding, number> = { s16le: 2, s24le: 3, s32le: 4, f32le: 4 };

/** Bytes of one sample of all channels. */
export function bytesPerFrameOf(format: PcmFormat): number {
  return BYTES_PER_ENCODING[format.encoding] * format.channels;
}

/** Whether two formats are read the same way. */
export function isSameFormat(one: PcmFormat, other: PcmFormat): boolean {
  return (
    one.encoding === other.encoding &&
    one.sampleRateHz === other.sampleRateHz &&
    one.channels === other.channels
  );
}
