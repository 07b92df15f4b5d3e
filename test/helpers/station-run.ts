import {
  BYTES_PER_SAMPLE,
  gridOf,
  renditionOf,
  SAMPLE_RATE_HZ,
  Station,
  type Feed,
  type FeedOptions,
  type Manifest,
  type Publication,
  type StationOptions,
} from '@ringcast/segmenter';
import { EventEmitter, once } from 'node:events';
import { numberedNoise } from './numbered-noise.ts';
import { WatchedLogger } from './watched-logger.ts';

/** What a run's station is like; the rest is as in {@link StationOptions}. */
export interface StationRunOptions extends Partial<Omit<StationOptions, 'renditions' | 'now' | 'logger'>> {
  readonly ffmpegPath: string;
  /** Default: `aac-96` and `flac`. */
  readonly renditions?: readonly string[];
  /** What is sent, from one sample of the feed on; default numbered noise. */
  readonly sound?: (fromSample: number, samples: number) => Buffer;
  /** The time when it begins; default 2025-11-20 12:00 UTC. */
  readonly startedAtMs?: number;
}

export const RUN_STARTED_AT_MS = Date.parse('2025-11-20T12:00:00.000Z');

const BLOCK_SAMPLES = 960;
/** As much is sent before the encoder has to have caught up. */
const GREATEST_LEAD_SAMPLES = 2 * SAMPLE_RATE_HZ;

/**
 * A station with a real ffmpeg and a clock that goes with the samples that are sent, so that time passes as fast as
 * ffmpeg can encode.
 */
export class StationRun {
  readonly station: Station;
  readonly logger = new WatchedLogger();
  readonly publications: Publication[] = [];
  nowMs: number;
  readonly #sound: (fromSample: number, samples: number) => Buffer;
  #feed: Feed | undefined;
  #sentSamples = 0;
  #broadcastStartedAtMs = Number.NaN;
  readonly #events = new EventEmitter();

  constructor({ renditions = ['aac-96', 'flac'], sound = numberedNoise, ...options }: StationRunOptions) {
    this.#sound = sound;
    this.nowMs = options.startedAtMs ?? RUN_STARTED_AT_MS;
    this.station = new Station({
      name: 'main',
      profile: 'low',
      ...options,
      renditions: renditions.map((name) => {
        const rendition = renditionOf(name);
        if (!rendition) throw new Error(`no rendition is called ${name}`);
        return rendition;
      }),
      now: () => this.nowMs,
      logger: this.logger,
    });
    this.station.subscribe((publication) => {
      this.publications.push(publication);
      this.#events.emit('published');
    });
  }

  /** What the station offers now; only after a first publication. */
  get manifest(): Manifest {
    return this.publications.at(-1)!.manifest;
  }

  /** The present feed. */
  get feed(): Feed {
    if (!this.#feed) throw new Error('no feed is open yet');
    return this.#feed;
  }

  /** Samples of the present broadcast that are published. */
  get publishedSamples(): number {
    const last = this.publications.at(-1);
    if (last?.manifest.startedAtMs !== this.#broadcastStartedAtMs) return 0;
    const first = this.publications.find(
      ({ manifest }) => manifest.startedAtMs === this.#broadcastStartedAtMs,
    );
    return edgeOf(last.manifest) - firstSampleOf(first!.manifest);
  }

  /** Puts a source on air that counts its noise from 0, or from another sample. */
  openFeed(options: Partial<FeedOptions> & { fromSample?: number } = {}): Feed {
    const { fromSample = 0, isClocked = true, ...others } = options;
    if (!this.station.isOnAir) this.#broadcastStartedAtMs = this.nowMs = Math.ceil(this.nowMs) + 1;
    else
      this.#broadcastStartedAtMs =
        this.publications.at(-1)?.manifest.startedAtMs ?? this.#broadcastStartedAtMs;
    this.#feed = this.station.openFeed({ kind: 'test', isClocked, ...others });
    this.#sentSamples = fromSample;
    return this.#feed;
  }

  /** Sends the next samples of the noise, as fast as they are published. */
  async send(samples: number): Promise<void> {
    const end = this.#sentSamples + samples;
    while (this.#sentSamples < end) {
      await this.published(this.#sentSamples - GREATEST_LEAD_SAMPLES);
      this.sendAtOnce(Math.min(BLOCK_SAMPLES, end - this.#sentSamples));
    }
  }

  /** Sends the next samples of the noise whether they are published or not. */
  sendAtOnce(samples: number): void {
    this.#write(samples, { clockRate: 1 });
  }

  /** Sends the next samples of the noise as a source does that has kept them: in no time. */
  sendBacklog(samples: number): void {
    this.#write(samples, { clockRate: 0 });
  }

  /** Leaves samples of the noise out. */
  skipNoise(samples: number): void {
    this.#sentSamples += samples;
  }

  /** Resolves when so many samples of the present broadcast are published. */
  async published(samples: number): Promise<void> {
    await this.until(() => this.publishedSamples >= samples);
  }

  /** Resolves when a condition holds, which is looked at after every publication. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#events, 'published');
  }

  #write(samples: number, { clockRate }: { clockRate: number }): void {
    const end = this.#sentSamples + samples;
    while (this.#sentSamples < end) {
      const blockSamples = Math.min(BLOCK_SAMPLES, end - this.#sentSamples);
      this.nowMs += clockRate * (blockSamples / SAMPLE_RATE_HZ) * 1_000;
      this.feed.write(this.#sound(this.#sentSamples, blockSamples));
      this.#sentSamples += blockSamples;
    }
  }

  /** The bytes of all files of a rendition that were published, by name; a name that came twice with other bytes throws. */
  filesOf(rendition: string): Map<string, Buffer> {
    return filesIn(this.publications, rendition);
  }

  /** Initialization section and all segments of a rendition, in order: a file that any player can open. */
  streamOf(rendition: string): Buffer {
    return streamIn(this.publications, rendition);
  }
}

/** As {@link StationRun.streamOf}, of any publications. */
export function streamIn(publications: readonly Publication[], rendition: string): Buffer {
  const files = [...filesIn(publications, rendition)];
  const init = files.filter(([name]) => name.startsWith('init-'));
  const segments = files.filter(([name]) => /^\d+\.m4s$/.test(name));
  return Buffer.concat([...init, ...segments].map(([, bytes]) => bytes));
}

function filesIn(publications: readonly Publication[], rendition: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const file of publications.flatMap(({ media }) => media)) {
    if (file.rendition !== rendition) continue;
    const known = files.get(file.name);
    if (known && !known.equals(file.bytes)) throw new Error(`${rendition}/${file.name} changed`);
    files.set(file.name, file.bytes);
  }
  return files;
}

/** Absolute number of a manifest's first sample. */
export function firstSampleOf(manifest: Manifest): number {
  return manifest.segments[0]!.msn * gridOf(manifest.profile).segmentSamples;
}

/** Absolute number of the sample that follows what a manifest offers. */
export function edgeOf(manifest: Manifest): number {
  const { segmentSamples, partSamples } = gridOf(manifest.profile);
  const { msn, parts } = manifest.segments.at(-1)!;
  return msn * segmentSamples + parts * partSamples;
}

/** Samples in some PCM. */
export function samplesIn(pcm: Buffer): number {
  return pcm.length / BYTES_PER_SAMPLE;
}
