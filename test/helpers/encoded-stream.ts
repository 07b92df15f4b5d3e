import { gridOf, renditionOf, runFfmpeg, type Profile } from '@ringcast/segmenter';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  outputArguments,
  PCM_INPUT_OPTIONS,
} from '../../packages/segmenter/src/encoder/encoder-arguments.ts';

/** What a station's ffmpeg writes for one rendition of some PCM. */
export async function encodeStream(options: {
  readonly ffmpegPath: string;
  readonly rendition: string;
  readonly profile: Profile;
  readonly pcm: Buffer;
}): Promise<Buffer> {
  const rendition = renditionOf(options.rendition);
  if (!rendition) throw new Error(`no rendition is called ${options.rendition}`);
  // fluent-ffmpeg takes a `close` of its output for a failure.
  const output = new PassThrough({ emitClose: false });
  const bytes = buffer(output);
  const { finished } = runFfmpeg({
    ffmpegPath: options.ffmpegPath,
    input: Readable.from([options.pcm]),
    inputOptions: PCM_INPUT_OPTIONS,
    outputs: [{ target: output, options: outputArguments(rendition, gridOf(options.profile)) }],
  });
  await finished;
  return bytes;
}
