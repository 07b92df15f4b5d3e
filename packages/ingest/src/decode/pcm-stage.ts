import type { PcmFormat } from '../wire/pcm-format.ts';
import type { PcmSink } from './feed-sink.ts';

/** Opus packets of 20 ms each, which stand for samples of a source's own rate. */
export interface OpusFormat {
  readonly encoding: 'opus';
  /** Of the source; Opus itself is decoded at 48 kHz. */
  readonly sampleRateHz: number;
}

/** What comes into a stage. */
export type SoundFormat = PcmFormat | OpusFormat;

/** Brings the sound of one format to 48 kHz stereo s16le and on to a sink. */
export interface PcmStage {
  /** Samples, at the source's rate, whose sound the sink has. */
  readonly takenSamples: number;
  /**
   * Takes bytes of whole frames, or one Opus packet; resolves when more may come.
   *
   * @throws FfmpegError where it could not be decoded; WireError `station-ended`
   */
  write(bytes: Buffer): Promise<void>;
  /** Puts silence of as many samples (at the source's rate) in. */
  skip(samples: number): Promise<void>;
  /** Resolves when the sink has everything; throws as {@link write} does. */
  finish(): Promise<void>;
  /** Lets go of everything at once; what the sink does not have is lost. Idempotent. */
  close(): void;
}

/** What a stage needs. */
export interface StageOptions {
  readonly format: SoundFormat;
  readonly sink: PcmSink;
  readonly ffmpegPath: string;
  /** Called whenever `takenSamples` has grown. */
  readonly onTaken: () => void;
  /** Called when the stage can take no more; the same error is thrown to whoever writes or finishes. */
  readonly onFailed: (error: unknown) => void;
}
