import { type Feed, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { FeedSink } from '../decode/feed-sink.ts';
import { openStage } from '../decode/open-stage.ts';
import type { PcmStage, SoundFormat } from '../decode/pcm-stage.ts';

/** Something that goes into a feed in its turn. */
export type IntakeItem =
  | { readonly type: 'pcm'; readonly pcm: Buffer }
  | { readonly type: 'gap'; readonly samples: number }
  /** What follows begins at `sample` of the session, in this format; what lies before it and did not come is silence. */
  | { readonly type: 'begin'; readonly sample: number; readonly format: SoundFormat }
  | { readonly type: 'clock'; readonly sample: number; readonly atMs: number }
  | { readonly type: 'end' };

/** What an intake needs. */
export interface IntakeOptions {
  readonly feed: Feed;
  readonly ffmpegPath: string;
  readonly format: SoundFormat;
  /** The session's number of the first sample that will come. */
  readonly startSample: number;
  /** Called when a row of samples of one rate begins: which sample of the session lies where in the feed. */
  readonly onBegun?: (start: StageStart) => void;
  /** Called whenever the feed took samples. */
  readonly onTaken: () => void;
  /** Called once, when the feed has ended after an `end`. */
  readonly onEnded: () => void;
  /** Called once, when the sound could not be decoded or the feed is closed; nothing more is taken then. */
  readonly onFailed: (error: unknown) => void;
}

/** Where a row of samples of one rate begins. */
export interface StageStart {
  /** In the session. */
  readonly sample: number;
  /** In the feed, at 48 kHz. */
  readonly feedSample: number;
  readonly sampleRateHz: number;
}

const MAX_WAITING_BYTES = 131_072;
const MAX_WAITING_ITEMS = 256;

/** Puts a session's sound into its feed, one thing after the other, at the pace of decoder and station. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #items: IntakeItem[] = [];
  #waitingBytes = 0;
  #stage: PcmStage;
  /** Where the present stage begins: in the session and in the feed. */
  #stageStart: StageStart;
  #wake: (() => void) | undefined;
  #onRoom: (() => void)[] = [];
  /** `draining` takes no more, but handles what is there. */
  #state: 'open' | 'draining' | 'closed' = 'open';
  readonly #done: Promise<void>;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#stageStart = this.#startAt(options.startSample, options.format);
    this.#stage = this.#openStage(options.format);
    this.#done = this.#run();
  }

  /** The session's number of the first sample that the feed does not have. */
  get takenSample(): number {
    return this.#stageStart.sample + this.#stage.takenSamples;
  }

  /** Whether so much is waiting that the source should send no more. */
  get isFull(): boolean {
    return this.#waitingBytes > MAX_WAITING_BYTES || this.#items.length > MAX_WAITING_ITEMS;
  }

  push(item: IntakeItem): void {
    if (this.#state !== 'open') return;
    this.#items.push(item);
    this.#waitingBytes += bytesOf(item);
    this.#wake?.();
  }

  /** Resolves when it is not full, or closed. */
  async room(): Promise<void> {
    while (this.isFull && this.#state !== 'closed') {
      await new Promise<void>((resolve) => this.#onRoom.push(resolve));
    }
  }

  /** Lets everything that was pushed go into the feed, and closes. Never rejects. */
  async drain(): Promise<void> {
    if (this.#state === 'open') this.#state = 'draining';
    this.#wake?.();
    await this.#done;
  }

  /** Lets go of everything at once. Idempotent. */
  close(): void {
    this.#state = 'closed';
    this.#items.length = 0;
    this.#waitingBytes = 0;
    this.#stage.close();
    this.#wake?.();
    this.#tellRoom();
  }

  async #run(): Promise<void> {
    try {
      for (let item = await this.#next(); item; item = await this.#next()) await this.#handle(item);
      await this.#stage.finish();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#options.onFailed(error);
  }

  /** The next item; undefined when it is closed and nothing is left. */
  async #next(): Promise<IntakeItem | undefined> {
    while (this.#items.length === 0 && this.#state === 'open') {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const item = this.#items.shift();
    if (item) this.#waitingBytes -= bytesOf(item);
    if (!this.isFull) this.#tellRoom();
    return item;
  }

  async #handle(item: IntakeItem): Promise<void> {
    if (item.type === 'pcm') await this.#stage.write(item.pcm);
    else if (item.type === 'gap') await this.#stage.skip(item.samples);
    else if (item.type === 'begin') await this.#begin(item);
    else if (item.type === 'clock') this.#noteCapture(item);
    else await this.#end();
  }

  async #begin({ sample, format }: { sample: number; format: SoundFormat }): Promise<void> {
    await this.#stage.finish();
    const missing = sample - this.takenSample;
    if (missing > 0) await this.#skipMissing(missing);
    if (this.#state === 'closed') return;
    this.#stageStart = this.#startAt(sample, format);
    this.#stage = this.#openStage(format);
  }

  async #skipMissing(samples: number): Promise<void> {
    const { feed } = this.#options;
    await new FeedSink(() => feed).skip(
      Math.round((samples * SAMPLE_RATE_HZ) / this.#stageStart.sampleRateHz),
    );
  }

  async #end(): Promise<void> {
    await this.#stage.finish();
    await this.#options.feed.end();
    this.#options.onEnded();
  }

  #noteCapture({ sample, atMs }: { sample: number; atMs: number }): void {
    const { sample: start, feedSample, sampleRateHz } = this.#stageStart;
    const inFeed = feedSample + Math.round(((sample - start) * SAMPLE_RATE_HZ) / sampleRateHz);
    if (inFeed >= 0) this.#options.feed.noteCapture({ sample: inFeed, atMs });
  }

  #startAt(sample: number, { sampleRateHz }: SoundFormat): StageStart {
    const start = { sample, feedSample: this.#options.feed.nextSample, sampleRateHz };
    this.#options.onBegun?.(start);
    return start;
  }

  #openStage(format: SoundFormat): PcmStage {
    const { feed, ffmpegPath, onTaken } = this.#options;
    const sink = new FeedSink(() => feed);
    return openStage({ format, ffmpegPath, sink, onTaken, onFailed: (error) => this.#fail(error) });
  }

  #tellRoom(): void {
    for (const resolve of this.#onRoom.splice(0)) resolve();
  }
}

function bytesOf(item: IntakeItem): number {
  return item.type === 'pcm' ? item.pcm.length : 0;
}
