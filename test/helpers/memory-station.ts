import {
  type Feed,
  type FeedOptions,
  type Logger,
  type Placement,
  SegmenterError,
  type SongNote,
} from '@ringcast/segmenter';
import { EventEmitter, once } from 'node:events';

/** A feed that keeps everything it is given. */
export class MemoryFeed implements Feed {
  readonly options: FeedOptions;
  readonly captures: { sample: number; atMs: number }[] = [];
  /** What plays, with the sample that comes next when it was said. */
  readonly songs: { note: SongNote; sample: number }[] = [];
  readonly skips: { sample: number; samples: number }[] = [];
  /** Lengths of the single writes, in samples. */
  readonly writes: number[] = [];
  isAttached = true;
  isStandingBy: boolean;
  hasEnded = false;
  /** What keeps the source waiting, where anything does. */
  gate: Promise<void> | undefined;
  readonly #chunks: Buffer[] = [];
  readonly #closing = new AbortController();
  readonly #events = new EventEmitter();
  #nextSample = 0;
  #placement: Placement | undefined;
  readonly #placementListeners = new Set<(placement: Placement) => void>();

  constructor(options: FeedOptions, { isStandingBy = false } = {}) {
    this.options = options;
    this.isStandingBy = isStandingBy;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get nextSample(): number {
    return this.#nextSample;
  }

  /** Absolute number of sample 0; a test sets it with {@link place}. */
  get position(): number | undefined {
    return this.#placement?.position;
  }

  onPlaced(listener: (placement: Placement) => void): () => void {
    this.#placementListeners.add(listener);
    return () => this.#placementListeners.delete(listener);
  }

  /** The feed gets a place on its station's timeline. */
  place(placement: Placement): void {
    this.#placement = placement;
    this.isStandingBy = false;
    for (const listener of this.#placementListeners) listener(placement);
  }

  /** Everything that was written, skipped samples as zeros. */
  get pcm(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  write(pcm: Buffer): void {
    if (pcm.length % 4 !== 0) throw new RangeError(`${pcm.length} bytes are no whole frames`);
    if (this.closed.aborted) return;
    this.writes.push(pcm.length / 4);
    this.#add(Buffer.from(pcm));
  }

  skip(samples: number): void {
    this.skips.push({ sample: this.#nextSample, samples });
    this.#add(Buffer.alloc(samples * 4));
  }

  async ready(): Promise<void> {
    await this.gate;
  }

  noteCapture(capture: { sample: number; atMs: number }): void {
    this.captures.push(capture);
  }

  noteSong(note: SongNote): void {
    this.songs.push({ note, sample: this.#nextSample });
  }

  detach(): void {
    this.isAttached = false;
    this.#events.emit('changed');
  }

  attach(): void {
    this.isAttached = true;
    this.#events.emit('changed');
  }

  async end(): Promise<void> {
    this.hasEnded = true;
    this.close(new SegmenterError('station-ended', 'The broadcaster ended the broadcast.'));
  }

  close(reason: SegmenterError): void {
    if (!this.closed.aborted) this.#closing.abort(reason);
    this.#events.emit('changed');
  }

  /** Resolves when a condition holds, which is looked at after everything that happens to the feed. */
  async until(condition: (feed: MemoryFeed) => boolean): Promise<void> {
    while (!condition(this)) await once(this.#events, 'changed');
  }

  #add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#nextSample += chunk.length / 4;
    this.#events.emit('changed');
  }
}

/** A station that keeps the feeds it opened. */
export class MemoryStation {
  readonly feeds: MemoryFeed[] = [];
  /** Whether another source is on air that none of these feeds is. */
  hasOther = false;
  readonly #events = new EventEmitter();

  /** The feed that was opened last. */
  get feed(): MemoryFeed {
    const feed = this.feeds.at(-1);
    if (!feed) throw new Error('no feed was opened');
    return feed;
  }

  /** Why another source is refused, if it is. */
  get refusal(): string | undefined {
    const present = this.feeds.at(-1);
    if (!present?.isAttached || present.closed.aborted) return undefined;
    return `Station "main" is on air from another source (${present.options.kind}).`;
  }

  openFeed(options: FeedOptions): Feed {
    const present = this.feeds.at(-1);
    if (this.refusal !== undefined) throw new SegmenterError('station-busy', this.refusal);
    present?.close(new SegmenterError('feed-replaced', 'Another source took over station "main".'));
    const feed = new MemoryFeed(options, { isStandingBy: this.hasOther });
    this.feeds.push(feed);
    this.#events.emit('opened');
    return feed;
  }

  /** Resolves with the feed that is opened as number `index`. */
  async opened(index = 0): Promise<MemoryFeed> {
    while (this.feeds.length <= index) await once(this.#events, 'opened');
    return this.feeds[index] as MemoryFeed;
  }
}

/** A logger that keeps what it is told. */
export class MemoryLogger implements Logger {
  readonly lines: { level: string; fields: object; message: string }[] = [];

  debug(fields: object, message: string): void {
    this.lines.push({ level: 'debug', fields, message });
  }

  info(fields: object, message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }

  warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }

  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', fields, message });
  }
}
