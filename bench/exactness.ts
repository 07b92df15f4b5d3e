import { decodePcm } from '../test/helpers/decoded-pcm.ts';
import { pushPcm } from '../test/helpers/http-push.ts';
import { fragmentsOf } from '../test/helpers/media-fragments.ts';
import { firstDifference, numberedNoise } from '../test/helpers/numbered-noise.ts';
import { PartCollector } from '../test/helpers/part-collector.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import type { Figure, Measurement } from './figure.ts';

const SAMPLE_RATE_HZ = 48_000;
const BYTES_PER_SAMPLE = 4;
const SEGMENT_SAMPLES = 92_160;
const PART_SAMPLES = 9_216;
const AAC = ['aac-48', 'aac-96', 'aac-160', 'aac-256'];

/** PCM pushed by HTTP → what listeners are served: FLAC bit for bit, AAC sample count and media time. */
export const exactness: Measurement = {
  name: 'exactness',
  async run({ isQuick }) {
    const seconds = isQuick ? 20 : 300;
    const samples = seconds * SAMPLE_RATE_HZ;
    const server = await ServerProcess.start();
    const collectors = [...AAC, 'flac'].map((name) => {
      return { name, collector: new PartCollector(server.url(`/live/main/${name}`)) };
    });
    const url = server.url('/ingest/main');
    const pushed = pushPcm({ url, key: server.key, sound: numberedNoise, samples });
    await Promise.all(collectors.map(({ collector }) => collector.run()));
    await pushed;
    const source = numberedNoise(0, samples);
    const figures: Figure[] = [];
    for (const { name, collector } of collectors) {
      figures.push(
        name === 'flac'
          ? await flacFigure(collector.bytes, source, seconds)
          : aacFigure(name, collector.bytes, samples),
      );
    }
    await server.close();
    return figures;
  },
};

async function flacFigure(served: Buffer, source: Buffer, seconds: number): Promise<Figure> {
  const ffmpeg = await locateProgram('ffmpeg');
  const decoded = await decodePcm(ffmpeg ?? 'ffmpeg', served);
  const difference = firstDifference(decoded.subarray(0, source.length), source);
  const missing = Math.max(0, source.length - decoded.length) / BYTES_PER_SAMPLE;
  const isReached = difference === undefined && missing === 0;
  return {
    what: `samples, PCM pushed → FLAC decoded, ${seconds} s`,
    bar: 'bit for bit the same, none missing',
    reached: isReached
      ? `${source.length / BYTES_PER_SAMPLE} samples the same`
      : `first difference at ${difference ?? 'none'}, ${missing} missing`,
    isReached,
  };
}

/** The last part is filled up with silence, so the count is that of whole parts. */
function aacFigure(name: string, served: Buffer, samples: number): Figure {
  const fragments = fragmentsOf(served);
  const expected = Math.ceil(samples / PART_SAMPLES) * PART_SAMPLES;
  const total = fragments.reduce((sum, fragment) => sum + fragment.samples, 0);
  const breaks = fragments.filter((fragment, index) => {
    const before = fragments[index - 1];
    return before !== undefined && fragment.startSample !== before.startSample + before.samples;
  }).length;
  const bySegment = new Map<number, number>();
  for (const fragment of fragments) {
    const msn = Math.floor(fragment.startSample / SEGMENT_SAMPLES);
    bySegment.set(msn, (bySegment.get(msn) ?? 0) + fragment.samples);
  }
  // The last segment ends with the broadcast.
  const odd = [...bySegment.values()].slice(0, -1).filter((count) => count !== SEGMENT_SAMPLES).length;
  return {
    what: `samples, the same for ${name}`,
    bar: 'exact count, every segment 92,160, tfdt continuous',
    reached: `${total} of ${expected} samples, ${bySegment.size} segments, ${odd} of odd length, ${breaks} breaks`,
    isReached: total === expected && odd === 0 && breaks === 0,
  };
}
