import { SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import type { PcmFormat } from '../wire/pcm-format.ts';
import { DecodedStage } from './decoded-stage.ts';
import { DirectStage } from './direct-stage.ts';
import type { PcmSink } from './feed-sink.ts';
import type { PcmStage } from './pcm-stage.ts';

/** What a stage needs. */
export interface StageOptions {
  /** Undefined for encoded audio, whose container is found by its bytes. */
  readonly format: PcmFormat | undefined;
  readonly sink: PcmSink;
  readonly ffmpegPath: string;
}

/** Makes the stage of a format: none but 48 kHz stereo s16le goes through ffmpeg. */
export function openStage(options: StageOptions): PcmStage {
  const { format, sink } = options;
  const isNative =
    format?.encoding === 's16le' && format.sampleRateHz === SAMPLE_RATE_HZ && format.channels === 2;
  return isNative ? new DirectStage(sink) : new DecodedStage(options);
}
