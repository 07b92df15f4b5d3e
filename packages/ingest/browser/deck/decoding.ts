import {
  ADTS,
  type AudioSample,
  AudioSampleSink,
  BlobSource,
  FLAC,
  Input,
  type InputAudioTrack,
  MATROSKA,
  MP3,
  MP4,
  OGG,
  WAVE,
  WEBM,
} from 'mediabunny';
import type { TrackFacts } from './deck-message.ts';
import { stereoOf } from './mixdown.ts';

const FORMATS = [MP3, WAVE, FLAC, OGG, MP4, ADTS, WEBM, MATROSKA];

/** A file with sound, opened. */
export interface OpenedTrack {
  readonly facts: TrackFacts;
  /** Its sound in order, a few milliseconds at a time. */
  sounds(): AsyncGenerator<DecodedPiece>;
  close(): void;
}

/** A piece of a file's sound, in stereo. */
export interface DecodedPiece {
  readonly planes: readonly Float32Array<ArrayBuffer>[];
  readonly sampleRateHz: number;
}

/** Opens a file. @throws Error with the reason, where it holds nothing that this browser can decode */
export async function openTrack(file: File): Promise<OpenedTrack> {
  const input = new Input({ source: new BlobSource(file), formats: FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (track === null) throw new Error('no sound in it');
  if (!(await track.canDecode()))
    throw new Error(`${(await track.getCodec()) ?? 'its codec'} is not supported here`);
  return {
    facts: await factsOf(input, track),
    sounds: () => soundsOf(track),
    close: () => input.dispose(),
  };
}

async function factsOf(input: Input, track: InputAudioTrack): Promise<TrackFacts> {
  const durationMs = ((await track.getDurationFromMetadata()) ?? (await track.computeDuration())) * 1_000;
  const { title, artist } = await input
    .getMetadataTags()
    .catch(() => ({ title: undefined, artist: undefined }));
  return { durationMs, ...(title && { title }), ...(artist && { artist }) };
}

async function* soundsOf(track: InputAudioTrack): AsyncGenerator<DecodedPiece> {
  for await (const sample of new AudioSampleSink(track).samples()) {
    yield { planes: stereoOf(planesOf(sample)), sampleRateHz: sample.sampleRate };
    sample.close();
  }
}

function planesOf(sample: AudioSample): Float32Array<ArrayBuffer>[] {
  return Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
    const plane = new Float32Array(sample.numberOfFrames);
    sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
    return plane;
  });
}
