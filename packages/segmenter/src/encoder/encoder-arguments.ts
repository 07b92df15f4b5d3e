import { AAC_FRAME_SAMPLES, SAMPLE_RATE_HZ, type Grid } from '../grid.ts';
import type { Rendition } from '../rendition.ts';

/** How ffmpeg reads a station's PCM: no probing, each read handed on at once. */
export const PCM_INPUT_OPTIONS: readonly string[] = words(
  `-f s16le -ar ${SAMPLE_RATE_HZ} -ac 2 -probesize 32 -analyzeduration 0`,
);

/**
 * Arguments of one output: fragments of exactly one part each. AAC comes out 1,024 samples late (its priming), so
 * it starts 1,024 samples further into the PCM: the n-th fragment of every rendition then holds the same samples.
 */
export function outputArguments(rendition: Rendition, grid: Grid): string[] {
  const partMicroseconds = (grid.partSamples * 1_000_000) / SAMPLE_RATE_HZ;
  return [
    ...words('-map 0:a -map_metadata -1 -fflags +bitexact -flags:a +bitexact'),
    ...(rendition.codec === 'aac' ? aacArguments(rendition) : flacArguments(grid)),
    ...words('-f mp4 -movflags empty_moov+default_base_moof+skip_trailer'),
    ...words(`-frag_duration ${partMicroseconds} -flush_packets 1`),
  ];
}

function aacArguments({ bitrateBps }: Rendition): string[] {
  return words(`-filter:a atrim=start_sample=${AAC_FRAME_SAMPLES},asetpts=N -c:a aac -b:a ${bitrateBps}`);
}

function flacArguments({ flacBlockSamples }: Grid): string[] {
  // ffmpeg 5 still calls FLAC in MP4 experimental.
  return words(`-c:a flac -frame_size ${flacBlockSamples} -strict experimental`);
}

function words(line: string): string[] {
  return line.split(' ');
}
