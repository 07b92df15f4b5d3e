import { createHash } from 'node:crypto';
import { Encoder } from './encoder/encoder.ts';
import type { EncodedPart } from './encoder/part-assembler.ts';
import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ, type Grid } from './grid.ts';
import type { Logger } from './logger.ts';
import type { Manifest, MediaFile, Publication } from './publication.ts';
import type { Rendition } from './rendition.ts';
import type { SegmenterError } from './segmenter-error.ts';
import { CaptureClock } from './timeline/capture-clock.ts';
import { Pacer } from './timeline/pacer.ts';
import { Timeline } from './timeline/timeline.ts';
import { partName, segmentName } from './window/media-name.ts';
import { addPart, endWindow } from './window/window.ts';

const MS_PER_SECOND = 1_000;
/** A clocked source may send what it gathered while it connected; a pipe begins gently. */
const CLOCKED_BURST_MS = 2_000;
const PIPE_BURST_MS = 1_000;
const PIPE_FIRST_MS = 250;

/** What stays the same for all broadcasts of a station. */
export interface BroadcastSettings {
  readonly station: string;
  readonly grid: Grid;
  readonly renditions: readonly Rendition[];
  readonly windowSegments: number;
  readonly ffmpegPath: string;
  /** How long nothing goes on air when samples lack, before silence does. */
  readonly holdMs: number;
  /** How long a station stays on air without a source. */
  readonly offAirAfterMs: number;
  /** The time in ms since the Unix epoch; must never jump. */
  readonly now: () => number;
  readonly logger: Logger;
}

/** What one broadcast begins with. */
export interface BroadcastStart {
  /** Absolute number of its first sample, a multiple of the segment. */
  readonly startSample: number;
  /** Asked when its first part is published: only then is the end of the broadcast before. */
  readonly discontinuitySequence: () => number;
  /** The end of the broadcast before. */
  readonly after: Promise<unknown>;
  readonly publish: (publication: Publication) => void;
  /** Called once when the station's patience with a lost source is over. */
  readonly onAbandoned: () => void;
  /** Called once when its encoder can no longer take the sound; the error's code is `encoder-failed`. */
  readonly onFailed: (error: SegmenterError) => void;
}

/** A station from going on air to EXT-X-ENDLIST: the timeline, its encoder and the window they fill. */
export class Broadcast {
  readonly startedAtMs: number;
  readonly #settings: BroadcastSettings;
  readonly #start: BroadcastStart;
  readonly #timeline: Timeline;
  readonly #captureClock = new CaptureClock();
  readonly #encoder: Encoder;
  #pacer: Pacer;
  #manifest: Manifest | undefined;
  #inits: readonly MediaFile[] = [];
  /** Parts of the open segment, by rendition. */
  #openParts: Buffer[][];
  #timer: NodeJS.Timeout | undefined;
  #ended: Promise<void> | undefined;

  constructor(settings: BroadcastSettings, start: BroadcastStart) {
    this.#settings = settings;
    this.#start = start;
    this.startedAtMs = settings.now();
    this.#pacer = this.#newPacer(false);
    this.#openParts = settings.renditions.map(() => []);
    this.#encoder = new Encoder({
      ...settings,
      ...start,
      onInits: (inits) => this.#takeInits(inits),
      onPart: (part) => this.#takePart(part),
    });
    this.#timeline = new Timeline({ ...settings, ...start, onAir: (pcm) => this.#encoder.write(pcm) });
    this.#arm();
  }

  /** Absolute number of the sample that follows the last one on air. */
  get position(): number {
    return this.#timeline.position;
  }

  /** The process id of the present ffmpeg. */
  get encoderPid(): number | undefined {
    return this.#encoder.pid;
  }

  /** A source takes over (or begins). */
  beginFeed({ isClocked }: { isClocked: boolean }): void {
    this.#timeline.forgetFeed();
    this.#captureClock.forgetSource();
    this.#pacer = this.#newPacer(isClocked);
  }

  /** Takes samples of the present source, `sample` counted from its start. */
  push(samples: { sample: number; pcm: Buffer; isClocked: boolean }): void {
    if (this.#ended) return;
    const nowMs = this.#settings.now();
    const onAir = this.#timeline.push(samples, nowMs);
    this.#pacer.take(onAir, nowMs);
    if (onAir > 0) {
      const end = samples.sample + samples.pcm.length / BYTES_PER_SAMPLE;
      this.#captureClock.noteArrival(this.#timeline.positionOf(end), nowMs);
    }
  }

  /** Samples of the present source that were never captured; it may not run ahead by them either. */
  skip({ sample, samples }: { sample: number; samples: number }): void {
    const { position } = this.#timeline;
    const from = Math.max(position, this.#timeline.positionOf(sample));
    const ahead = Math.max(0, this.#timeline.positionOf(sample + samples) - from);
    this.#pacer.take(ahead, this.#settings.now());
  }

  /** When a sample of the present source was captured. */
  noteCapture({ sample, atMs }: { sample: number; atMs: number }): void {
    this.#captureClock.noteCapture(this.#timeline.positionOf(sample), atMs);
  }

  /** How long the present source is held back, in ms; 0 when it may send. */
  waitMs(): number {
    return this.#pacer.waitMs(this.#settings.now());
  }

  /** Encodes and publishes all that went on air, then ends the playlists. */
  end(): Promise<void> {
    this.#ended ??= this.#drain();
    return this.#ended;
  }

  async #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timeline.padTo(this.#settings.grid.partSamples);
    await this.#encoder.end();
    if (!this.#manifest) return;
    const open = this.#manifest.segments.at(-1);
    const media = open && !open.isComplete ? this.#closeSegment(open.msn) : [];
    this.#manifest = endWindow(this.#manifest);
    this.#start.publish({ manifest: this.#manifest, media });
  }

  #newPacer(isClocked: boolean): Pacer {
    const burstMs = this.#settings.holdMs + (isClocked ? CLOCKED_BURST_MS : PIPE_BURST_MS);
    return new Pacer({
      burstSamples: (burstMs * SAMPLE_RATE_HZ) / MS_PER_SECOND,
      firstSamples: ((isClocked ? CLOCKED_BURST_MS : PIPE_FIRST_MS) * SAMPLE_RATE_HZ) / MS_PER_SECOND,
      nowMs: this.#settings.now(),
    });
  }

  /** Wakes up when silence may be due; while sound comes steadily that is once per hold. */
  #arm(): void {
    const { now, holdMs, grid } = this.#settings;
    const partMs = (grid.partSamples / SAMPLE_RATE_HZ) * MS_PER_SECOND;
    const sinceLiveMs = now() - (this.#timeline.lastLiveMs ?? now());
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(partMs / 4, holdMs - sinceLiveMs));
  }

  #onTimer(): void {
    const nowMs = this.#settings.now();
    if (nowMs - (this.#timeline.lastLiveMs ?? this.startedAtMs) >= this.#settings.offAirAfterMs) {
      this.#start.onAbandoned();
      return;
    }
    this.#timeline.advance(nowMs);
    this.#arm();
  }

  #takeInits(inits: readonly Buffer[]): void {
    this.#inits = this.#settings.renditions.map(({ name }, index) => {
      const bytes = inits[index] ?? Buffer.alloc(0);
      return { rendition: name, name: `init-${hashOf(bytes)}.mp4`, bytes };
    });
  }

  #takePart({ startSample, fragments }: EncodedPart): void {
    const { grid, renditions } = this.#settings;
    const msn = Math.floor(startSample / grid.segmentSamples);
    const part = (startSample % grid.segmentSamples) / grid.partSamples;
    const isFirst = this.#manifest === undefined;
    const dateMs = Math.round(this.#captureClock.dateOf(startSample));
    this.#manifest = addPart(this.#manifest ?? this.#firstManifest(), { msn, dateMs });
    for (const [index, fragment] of fragments.entries()) this.#openParts[index]?.push(fragment);
    const parts = renditions.map(({ name }, index) => {
      return { rendition: name, name: partName(msn, part), bytes: fragments[index] ?? Buffer.alloc(0) };
    });
    const isComplete = this.#manifest.segments.at(-1)?.isComplete === true;
    const media = [
      ...(isFirst ? this.#inits : []),
      ...(grid.isLowLatency ? parts : []),
      ...(isComplete ? this.#closeSegment(msn) : []),
    ];
    this.#start.publish({ manifest: this.#manifest, media });
  }

  /** A segment's bytes are its parts' bytes. */
  #closeSegment(msn: number): MediaFile[] {
    const parts = this.#openParts;
    this.#openParts = this.#settings.renditions.map(() => []);
    return this.#settings.renditions.map(({ name }, index) => {
      return { rendition: name, name: segmentName(msn), bytes: Buffer.concat(parts[index] ?? []) };
    });
  }

  #firstManifest(): Manifest {
    const { station, grid, renditions, windowSegments } = this.#settings;
    return {
      station,
      profile: grid.profile,
      renditions: renditions.map((rendition, index) => ({
        ...rendition,
        init: this.#inits[index]?.name ?? '',
      })),
      startedAtMs: Math.round(this.startedAtMs),
      hasEnded: false,
      windowSegments,
      discontinuitySequence: this.#start.discontinuitySequence(),
      segments: [],
    };
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}
