import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePcm } from '../test/helpers/decoded-pcm.ts';
import { pushPcm } from '../test/helpers/http-push.ts';
import { firstDifference, numberedNoise } from '../test/helpers/numbered-noise.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import type { Figure, Measurement } from './figure.ts';
import { readPackets, type MediaPacket } from './media-packets.ts';
import { SegmentCollector } from './segment-collector.ts';

const SAMPLE_RATE_HZ = 48_000;
const BYTES_PER_SAMPLE = 4;
const SEGMENT_SAMPLES = 92_160;
const PART_SAMPLES = 9_216;
const AAC_FRAME_SAMPLES = 1_024;
const AAC = ['aac-48', 'aac-96', 'aac-160', 'aac-256'];

/** PCM pushed by HTTP → the segments that listeners are served: FLAC bit for bit, AAC sample count and media time. */
export const exactness: Measurement = {
  name: 'exactness',
  async run({ isQuick }) {
    const seconds = isQuick ? 20 : 300;
    const samples = seconds * SAMPLE_RATE_HZ;
    const server = await ServerProcess.start();
    const collectors = [...AAC, 'flac'].map((name) => {
      return { name, collector: new SegmentCollector(server.url(`/live/main/${name}`)) };
    });
    const url = server.url('/ingest/main');
    const pushed = pushPcm({ url, key: server.key, sound: numberedNoise, samples });
    await Promise.all(collectors.map(({ collector }) => collector.run()));
    await pushed;
    await server.close();
    const figures: Figure[] = [];
    for (const { name, collector } of collectors.toReversed()) {
      figures.push(
        name === 'flac' ? await flacFigure(collector, samples) : await aacFigure(name, collector, samples),
      );
    }
    return figures;
  },
};

async function flacFigure(served: SegmentCollector, samples: number): Promise<Figure> {
  const ffmpeg = await locateProgram('ffmpeg');
  const decoded = await decodePcm(ffmpeg ?? 'ffmpeg', served.bytes);
  const source = numberedNoise(0, samples);
  const difference = firstDifference(decoded.subarray(0, source.length), source);
  const missing = Math.max(0, source.length - decoded.length) / BYTES_PER_SAMPLE;
  const isReached = difference === undefined && missing === 0;
  return {
    what: `samples, PCM pushed → FLAC decoded, ${samples / SAMPLE_RATE_HZ} s`,
    bar: 'bit for bit the same, none missing',
    reached: isReached
      ? `${samples} samples the same`
      : `first difference at ${difference ?? 'none'}, ${missing} missing`,
    isReached,
  };
}

/** The last part is filled up with silence, so the count is that of whole parts. */
async function aacFigure(name: string, served: SegmentCollector, samples: number): Promise<Figure> {
  const ffmpeg = await locateProgram('ffmpeg');
  const decoded = (await decodePcm(ffmpeg ?? 'ffmpeg', served.bytes)).length / BYTES_PER_SAMPLE;
  const expected = Math.ceil(samples / PART_SAMPLES) * PART_SAMPLES;
  const packets = await packetsOf(served);
  const firstSample = (served.segments[0]?.msn ?? 0) * SEGMENT_SAMPLES;
  const isOff = (packet: MediaPacket, index: number): boolean =>
    packet.startSample !== firstSample + index * AAC_FRAME_SAMPLES;
  const misplaced = packets.filter(isOff).length;
  // The last segment ends with the broadcast.
  const odd = packetsPerSegment(served, packets)
    .slice(0, -1)
    .filter((count) => count * AAC_FRAME_SAMPLES !== SEGMENT_SAMPLES).length;
  return {
    what: `samples, the same for ${name}`,
    bar: 'exact count, every segment 92,160, tfdt continuous',
    reached:
      `${decoded} of ${expected} samples, ${served.segments.length} segments of which ${odd} of odd length, ` +
      `${packets.length} frames of which ${misplaced} not at their place`,
    isReached: decoded === expected && odd === 0 && misplaced === 0 && packets.length > 0,
  };
}

async function packetsOf(served: SegmentCollector): Promise<MediaPacket[]> {
  const ffprobe = await locateProgram('ffprobe');
  const folder = await mkdtemp(join(tmpdir(), 'ringcast-bench-'));
  const file = join(folder, 'served.mp4');
  await writeFile(file, served.bytes);
  const packets = await readPackets(ffprobe ?? 'ffprobe', file);
  await rm(folder, { recursive: true });
  return packets;
}

/** Packets in each segment, by where their bytes are. */
function packetsPerSegment({ offsets }: SegmentCollector, packets: readonly MediaPacket[]): number[] {
  const counts = offsets.map(() => 0);
  for (const { offset } of packets) {
    const segment = offsets.findLastIndex((start) => start <= offset);
    counts[segment] = (counts[segment] ?? 0) + 1;
  }
  return counts;
}
