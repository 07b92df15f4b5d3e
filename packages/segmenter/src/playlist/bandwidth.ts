import { AAC_FRAME_SAMPLES, gridOf, SAMPLE_RATE_HZ, type Grid, type Profile } from '../grid.ts';
import type { Rendition } from '../rendition.ts';

/** Rates of a rendition on the wire, boxes included, in bit/s. */
export interface Bandwidth {
  /** The most any segment takes: BANDWIDTH. */
  readonly peakBps: number;
  /** AVERAGE-BANDWIDTH. */
  readonly averageBps: number;
}

/** moof with mfhd, traf, tfhd, tfdt and trun, and the header of mdat, as ffmpeg writes them. */
const BOX_BYTES_PER_PART = 108;
/** A frame's entry in trun: its size. */
const BOX_BYTES_PER_FRAME = 4;
/** How far a segment of ffmpeg's AAC strays above its nominal rate at most; FLAC never exceeds PCM noticeably. */
const PEAK_PERCENT: Record<Rendition['codec'], number> = { aac: 110, flac: 101 };
/** Music in FLAC comes to about two thirds of its PCM. */
const AVERAGE_PERCENT: Record<Rendition['codec'], number> = { aac: 100, flac: 65 };

/** What a rendition asks of a link in a profile: shorter parts carry more boxes. */
export function bandwidthOf(rendition: Rendition, profile: Profile): Bandwidth {
  const grid = gridOf(profile);
  const boxesBps = (boxBytesPerPart(rendition, grid) * 8 * SAMPLE_RATE_HZ) / grid.partSamples;
  return {
    peakBps: Math.ceil((rendition.bitrateBps * PEAK_PERCENT[rendition.codec]) / 100 + boxesBps),
    averageBps: Math.ceil((rendition.bitrateBps * AVERAGE_PERCENT[rendition.codec]) / 100 + boxesBps),
  };
}

function boxBytesPerPart(rendition: Rendition, grid: Grid): number {
  const frameSamples = rendition.codec === 'flac' ? grid.flacBlockSamples : AAC_FRAME_SAMPLES;
  return BOX_BYTES_PER_PART + (grid.partSamples / frameSamples) * BOX_BYTES_PER_FRAME;
}
