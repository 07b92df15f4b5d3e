import { SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { DecodedStage } from './decoded-stage.ts';
import { DirectStage } from './direct-stage.ts';
import type { PcmStage, StageOptions } from './pcm-stage.ts';

/** Makes the stage of a format: none but 48 kHz stereo s16le goes through ffmpeg. */
export function openStage(options: StageOptions): PcmStage {
  const { format } = options;
  const isNative =
    format?.encoding === 's16le' && format.sampleRateHz === SAMPLE_RATE_HZ && format.channels === 2;
  return isNative ? new DirectStage(options) : new DecodedStage(options);
}
