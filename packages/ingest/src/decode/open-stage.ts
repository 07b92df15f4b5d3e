import { SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { DecodedStage } from './decoded-stage.ts';
import { DirectStage } from './direct-stage.ts';
import { OpusStage } from './opus-stage.ts';
import type { PcmStage, StageOptions } from './pcm-stage.ts';

/** Makes the stage of a format: 48 kHz stereo s16le goes straight on, and all but it and Opus through ffmpeg. */
export function openStage(options: StageOptions): PcmStage {
  const { format } = options;
  if (format.encoding === 'opus') return new OpusStage({ ...options, format });
  const isNative =
    format.encoding === 's16le' && format.sampleRateHz === SAMPLE_RATE_HZ && format.channels === 2;
  return isNative ? new DirectStage(options) : new DecodedStage({ ...options, format });
}
