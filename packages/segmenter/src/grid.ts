/** Every duration inside Ringcast is a count of samples at this rate. */
export const SAMPLE_RATE_HZ = 48_000;

/** Samples in an AAC frame; every grid is a whole number of them. */
export const AAC_FRAME_SAMPLES = 1_024;

/** Bytes of one interleaved s16le stereo frame, the only PCM that reaches a segmenter. */
export const BYTES_PER_SAMPLE = 4;

/** Latency profiles, from the lowest delay to the most compatible. */
export const PROFILES = ['ultra', 'low', 'relaxed', 'standard'] as const;

/** The name of a latency profile. */
export type Profile = (typeof PROFILES)[number];

/** How a station's timeline is cut; frozen for the life of a playlist URL. */
export interface Grid {
  readonly profile: Profile;
  /** Samples per part, a multiple of {@link AAC_FRAME_SAMPLES}. In `standard` a part is a whole segment. */
  readonly partSamples: number;
  readonly partsPerSegment: number;
  /** Samples per segment: 92,160 in every profile, 1.92 s. */
  readonly segmentSamples: number;
  /** Whether playlists carry parts and the origin blocks reloads. */
  readonly isLowLatency: boolean;
  /** Samples per FLAC block; divides `partSamples`. */
  readonly flacBlockSamples: number;
}

const FRAMES_PER_PART: Record<Profile, number> = { ultra: 3, low: 9, relaxed: 30, standard: 90 };
const FRAMES_PER_SEGMENT = 90;

/** The grid of a latency profile. */
export function gridOf(profile: Profile): Grid {
  const framesPerPart = FRAMES_PER_PART[profile];
  return {
    profile,
    partSamples: framesPerPart * AAC_FRAME_SAMPLES,
    partsPerSegment: FRAMES_PER_SEGMENT / framesPerPart,
    segmentSamples: FRAMES_PER_SEGMENT * AAC_FRAME_SAMPLES,
    isLowLatency: profile !== 'standard',
    flacBlockSamples: profile === 'ultra' ? AAC_FRAME_SAMPLES : 3 * AAC_FRAME_SAMPLES,
  };
}
