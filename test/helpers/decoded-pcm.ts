import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';

const BYTES_PER_SAMPLE = 4;

/**
 * What ffmpeg decodes of some sound, as 48 kHz stereo s16le.
 *
 * @param sound a file's bytes, or what ffmpeg opens: a path or URL.
 */
export async function decodePcm(ffmpegPath: string, sound: Buffer | string): Promise<Buffer> {
  const input = typeof sound === 'string' ? sound : 'pipe:0';
  const words = ['-v', 'error', '-i', input, '-f', 's16le', '-ar', '48000', '-ac', '2', 'pipe:1'];
  const child = spawn(ffmpegPath, words);
  child.stdin.on('error', () => {});
  child.stdin.end(typeof sound === 'string' ? undefined : sound);
  const [pcm, complaints] = await Promise.all([buffer(child.stdout), text(child.stderr)]);
  if (complaints !== '') throw new Error(`ffmpeg could not decode it without complaint: ${complaints}`);
  return pcm;
}

/**
 * By how many samples some PCM lags behind the original around a place: the peak of their cross-correlation.
 *
 * @param reachSamples the greatest lag that is looked at, both ways.
 */
export function lagSamples(
  original: Buffer,
  delayed: Buffer,
  { aroundSample, reachSamples }: { aroundSample: number; reachSamples: number },
): number {
  const pattern = leftOf(original, aroundSample, 4_096);
  const searched = leftOf(delayed, aroundSample - reachSamples, 4_096 + 2 * reachSamples);
  let best = { lag: Number.NaN, product: Number.NEGATIVE_INFINITY };
  for (let lag = -reachSamples; lag <= reachSamples; lag++) {
    let product = 0;
    for (let i = 0; i < pattern.length; i++) product += pattern[i]! * searched[i + lag + reachSamples]!;
    if (product > best.product) best = { lag, product };
  }
  return best.lag;
}

function leftOf(pcm: Buffer, fromSample: number, samples: number): Float64Array {
  return Float64Array.from({ length: samples }, (_, i) =>
    pcm.readInt16LE((fromSample + i) * BYTES_PER_SAMPLE),
  );
}
