import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type NoiseStretch, noiseStretches } from './numbered-noise.ts';

/** What ffmpeg heard of numbered noise. */
export interface FlacHearing {
  /** Samples of the broadcast that were heard. */
  readonly heardSamples: number;
  readonly stretches: readonly NoiseStretch[];
  /** By how many samples sound came later, or earlier, relative to the beginning, at most. */
  readonly displacedSamples: number;
  /** In words; empty where every sample is the source's, in order, or silence. */
  readonly faults: readonly string[];
}

const BYTES_PER_FRAME = 4;
/** Where sound goes and where it comes, 10 ms are faded. */
const FADE_FRAMES = 480;

/** What an ffmpeg listens to. */
export interface FlacListenerOptions {
  readonly ffmpegPath: string;
  /** Of the lossless rendition's playlist. */
  readonly url: string;
  /** Whether it begins with the last segment, or with the first that the playlist lists. */
  readonly from: 'edge' | 'window';
}

/** An ffmpeg that plays the lossless rendition of a station, and keeps what it decodes. */
export class FlacListener {
  readonly #child: ChildProcess;
  readonly #chunks: Buffer[] = [];
  readonly #exited: Promise<unknown>;
  /** What it said. */
  complaints = '';

  constructor({ ffmpegPath, url, from }: FlacListenerOptions) {
    const start = from === 'edge' ? '-1' : '0';
    const words = ['-v', 'warning', '-live_start_index', start, '-i', url, '-f', 's16le', 'pipe:1'];
    this.#child = spawn(ffmpegPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exited = once(this.#child, 'close');
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#child.stderr?.on('data', (chunk) => (this.complaints += String(chunk)));
  }

  /** What it has decoded so far: stereo s16le at 48 kHz. */
  get pcm(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Resolves when it has decoded something. Rejects where it ends before. */
  async untilPlaying(): Promise<void> {
    const ended = this.#exited.then(() => {
      throw new Error(`ffmpeg ended before it heard something: ${this.complaints}`);
    });
    ended.catch(() => undefined);
    while (this.#chunks.length === 0 && this.#child.stdout)
      await Promise.race([once(this.#child.stdout, 'data'), ended]);
  }

  /** Resolves when it has come to the end of the broadcast. */
  async ended(): Promise<FlacHearing> {
    await this.#exited;
    return judgeNoise(this.pcm);
  }

  /** Ends it. May be called again. */
  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

/** Judges PCM of numbered noise: a sample that is lost, doubled, altered or displaced is told. */
function judgeNoise(pcm: Buffer): FlacHearing {
  const stretches = noiseStretches(pcm);
  const faults = stretches.slice(1).flatMap(({ from }, index) => {
    const before = stretches[index];
    return before && from < before.to ? [`sample ${from} came after ${before.to}`] : [];
  });
  const heardSamples = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const strayFrames = loudFramesOf(pcm) - heardSamples;
  if (strayFrames > 2 * FADE_FRAMES * stretches.length) {
    faults.push(`${strayFrames} samples are neither the source's nor silence`);
  }
  const start = (stretches[0]?.at ?? 0) - (stretches[0]?.from ?? 0);
  const displacements = stretches.map(({ at, from }) => Math.abs(at - from - start));
  return { heardSamples, stretches, displacedSamples: Math.max(0, ...displacements), faults };
}

function loudFramesOf(pcm: Buffer): number {
  let frames = 0;
  for (let offset = 0; offset < pcm.length; offset += BYTES_PER_FRAME) {
    if (pcm.readUInt32LE(offset) !== 0) frames += 1;
  }
  return frames;
}
