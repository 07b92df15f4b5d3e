import { type Feed, FfmpegError, type Logger, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import type { Readable } from 'node:stream';
import { EncodedStage } from '../decode/encoded-stage.ts';
import { FeedSink } from '../decode/feed-sink.ts';
import { openStage } from '../decode/open-stage.ts';
import type { PcmStage } from '../decode/pcm-stage.ts';
import type { SpoolBudget } from '../decode/spool-budget.ts';
import type { Journal } from '../journal/journal.ts';
import { OggComments } from '../programme/ogg-comments.ts';
import type { Song } from '../programme/song.ts';
import { SourceError } from '../source-error.ts';
import { endedErrorOf, openFeed, type StationEntrance } from '../station-gate.ts';
import type { IngestError } from '../wire/ingest-error.ts';
import type { PcmFormat } from '../wire/pcm-format.ts';
import { WireError } from '../wire/wire-error.ts';
import { readBody } from './body-reader.ts';
import { PushJournal } from './push-journal.ts';
import { RawBody } from './raw-body.ts';

const QUOTED_LINES = 3;
/** Of a good stream, ffmpeg needs no more to find its sound; a sparse one may take its time for them. */
const SOUND_WITHIN_BYTES = 131_072;
/** And no stream is so sparse that it takes longer. */
const SOUND_WITHIN_MS = 300_000;

/** What a push needs. */
export interface HttpPushOptions {
  /** Shown to operators. */
  readonly kind: string;
  readonly station: { readonly name: string; readonly entrance: StationEntrance };
  /** Undefined for encoded audio. */
  readonly format: PcmFormat | undefined;
  readonly body: Readable;
  /** Called once, when its first sample goes on air. */
  readonly onFeed?: (feed: Feed) => void;
  /** Called when it can be decoded only once it is whole, and is kept until then; maybe more often. */
  readonly onSpooled?: () => void;
  /** Called with what tags in an Ogg stream say is playing, once it is on air. */
  readonly onSong?: (song: Song, feed: Feed) => void;
  readonly journal: Journal;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
  readonly ffmpegPath: string;
  readonly budget: SpoolBudget;
  /** How long no byte may come, and how long bytes that may come without any sound in them. */
  readonly idleMs: number;
  /** Ends the push with its reason; what was received goes on air. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** What was taken of a body. */
export interface HttpPushResult {
  /** Samples at 48 kHz that went on air. */
  readonly samples: number;
  readonly seconds: number;
}

/** One request body on its way into a station. */
export class HttpPush {
  readonly #options: HttpPushOptions;
  readonly #raw: RawBody | undefined;
  readonly #stage: PcmStage | EncodedStage;
  readonly #sink: FeedSink;
  readonly #kept: PushJournal;
  readonly #interruption = new AbortController();
  readonly #comments = new OggComments((song) => this.#noteSong(song));
  #song: Song | undefined;
  #receivedBytes = 0;
  #firstByteAtMs = 0;

  constructor(options: HttpPushOptions) {
    this.#options = options;
    const { format, ffmpegPath, journal, station, budget, now, logger } = options;
    this.#raw = format && new RawBody(format);
    this.#sink = new FeedSink(() => this.#openFeed());
    this.#kept = new PushJournal({ sink: this.#sink, journal, station: station.name, now, logger });
    const shared = {
      sink: this.#kept,
      ffmpegPath,
      onTaken: () => {},
      onFailed: (error: unknown) => this.#interruption.abort(error),
    };
    this.#stage = format ? openStage({ ...shared, format }) : new EncodedStage({ ...shared, budget });
  }

  /**
   * Puts the body on air, at the pace of the station, and resolves when it is published, the broadcast has ended and
   * everything is on disk.
   *
   * @throws SourceError or WireError that says why not all of it was; the source may then come again
   */
  async run(): Promise<HttpPushResult> {
    try {
      await this.#takeBody();
      this.#checkReceived();
      await this.#stage.finish();
      this.#checkTaken();
    } catch (error) {
      throw await this.#letGo(error);
    }
    const samples = this.#sink.feed?.nextSample ?? 0;
    await Promise.all([this.#sink.feed?.end(), this.#kept.end()]);
    this.#raw?.checkEnd();
    return { samples, seconds: samples / SAMPLE_RATE_HZ };
  }

  /** Lets go of what was received and is not on air yet. */
  close(): void {
    this.#stage.close();
  }

  async #takeBody(): Promise<void> {
    const { body, idleMs, signal, now, onSpooled } = this.#options;
    const either = AbortSignal.any([signal, this.#interruption.signal]);
    for await (const bytes of readBody(body, { idleMs, signal: either })) {
      if (this.#receivedBytes === 0) this.#firstByteAtMs = now();
      this.#receivedBytes += bytes.length;
      this.#checkSound();
      if (!this.#raw) this.#comments.push(bytes);
      await this.#stage.write(this.#raw ? this.#raw.push(bytes) : bytes);
      if (this.#isSpooling) onSpooled?.();
    }
  }

  get #isSpooling(): boolean {
    return 'isSpooling' in this.#stage && this.#stage.isSpooling;
  }

  /** A body that never goes on air says nothing of what is playing there. */
  #noteSong(song: Song): void {
    if (this.#sink.feed) this.#options.onSong?.(song, this.#sink.feed);
    else this.#song = song;
  }

  /** In some noise ffmpeg hears a format, and then looks for its sound for ever. */
  #checkSound(): void {
    if (this.#isSpooling || this.#sink.feed) return;
    const { idleMs, now } = this.#options;
    const withinMs = this.#receivedBytes < SOUND_WITHIN_BYTES ? SOUND_WITHIN_MS : idleMs;
    if (now() - this.#firstByteAtMs < withinMs) return;
    const message = `The body must be audio; in ${this.#receivedBytes} bytes within ${withinMs / 1_000} s there was no sound.`;
    throw new SourceError('not-audio', message);
  }

  #openFeed(): Feed {
    const { kind, station, onFeed, onSong } = this.#options;
    const feed = openFeed(station.entrance, { kind, isClocked: false });
    onFeed?.(feed);
    if (this.#song) onSong?.(this.#song, feed);
    const onClosed = () => this.#interruption.abort(endedErrorOf(feed));
    feed.closed.addEventListener('abort', onClosed, { once: true });
    return feed;
  }

  #checkReceived(): void {
    if (this.#receivedBytes > 0) return;
    throw new SourceError('empty-body', 'The body must be audio; it is empty.');
  }

  #checkTaken(): void {
    if (this.#sink.feed) return;
    this.#raw?.checkEnd();
    throw new SourceError('not-audio', 'The body must be audio; there was none in it.');
  }

  /** What was received goes on air, unless it is that which is wrong. */
  async #letGo(cause: unknown): Promise<unknown> {
    this.#sink.feed?.detach();
    if (this.#sink.feed?.closed.aborted) this.#kept.leaveAir();
    if (cause instanceof SourceError && this.#receivedBytes > 0) await this.#stage.finish().catch(() => {});
    this.#stage.close();
    // What was decoded only now may have put it on air.
    this.#sink.feed?.detach();
    await this.#kept.end();
    return cause instanceof FfmpegError ? this.#explain(cause) : cause;
  }

  #explain(cause: FfmpegError): IngestError {
    this.#options.logger.warn(
      { station: this.#options.station.name, err: cause },
      'a body could not be decoded',
    );
    // Without an exit code it was killed or could not be run, and the body is not to blame.
    if (cause.exitCode === undefined) return new WireError('internal', cause.message, { cause });
    const { feed } = this.#sink;
    if (!feed) {
      const message = `The body must be audio that ffmpeg can read as a stream. ffmpeg says: ${quoted(cause)}`;
      return new SourceError('not-audio', message, { cause });
    }
    const seconds = (feed.nextSample / SAMPLE_RATE_HZ).toFixed(3);
    const message = `The sound could not be decoded beyond ${seconds} s. ffmpeg says: ${quoted(cause)}`;
    return new SourceError('broken-audio', message, { cause });
  }
}

/** What ffmpeg said last, without the addresses of its memory. */
function quoted({ stderrTail, message }: FfmpegError): string {
  const lines = stderrTail
    .slice(-QUOTED_LINES)
    .map((line) => line.replace(/^\[(\S+) @ 0x[0-9a-f]+\]/, '$1:'));
  return lines.length > 0 ? lines.join(' / ') : message;
}
