import type { Feed } from '@ringcast/segmenter';
import type { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { SpoolBudget } from '../decode/spool-budget.ts';
import type { IngestSettings } from '../ingest-options.ts';
import type { Programme } from '../programme/programme.ts';
import type { Song } from '../programme/song.ts';
import { SourceError } from '../source-error.ts';
import type { StationEntrance } from '../station-gate.ts';
import type { PcmFormat } from '../wire/pcm-format.ts';
import { HttpPush, type HttpPushResult } from './http-push.ts';

/** A body to be put on air. */
export interface PushedBody {
  /** Shown to operators: `http push`, `icecast`, `webcast`. */
  readonly kind: string;
  readonly station: { readonly name: string; readonly entrance: StationEntrance };
  /** Undefined for encoded audio. */
  readonly format: PcmFormat | undefined;
  readonly body: Readable;
  /** Called once, when its first sample goes on air. */
  readonly onFeed?: (feed: Feed) => void;
  /** Called when it can be decoded only once it is whole, and is kept until then; maybe more often. */
  readonly onSpooled?: () => void;
}

/** How long bodies may take to get on air what they received, when the server goes down. */
const DRAIN_MS = 2_000;
/** And on disk, where that hangs or is full. */
const FLUSH_MS = 1_000;

/** Every body that is on its way into a station, whatever it came by. */
export class Pushes {
  readonly #settings: IngestSettings;
  readonly #programme: Programme;
  readonly #running = new Map<HttpPush, Promise<unknown>>();
  readonly #closing = new AbortController();
  readonly #budget: SpoolBudget;

  constructor(settings: IngestSettings, programme: Programme) {
    this.#settings = settings;
    this.#programme = programme;
    this.#budget = new SpoolBudget({ folder: settings.spoolFolder, maxBytes: settings.maxSpoolBytes });
  }

  /** @throws SourceError `going-down` */
  checkOpen(): void {
    this.#closing.signal.throwIfAborted();
  }

  /** Puts a body on air; resolves and rejects as {@link HttpPush.run} does. */
  async run(body: PushedBody): Promise<HttpPushResult> {
    const { journal, now, ffmpegPath, pushIdleMs: idleMs, logger } = this.#settings;
    const { signal } = this.#closing;
    const onSong = (song: Song, feed: Feed) => this.#programme.of(body.station.name).note(song, feed);
    const budget = this.#budget;
    const push = new HttpPush({ ...body, budget, onSong, journal, now, ffmpegPath, idleMs, signal, logger });
    const result = push.run();
    this.#running.set(push, result);
    try {
      return await result;
    } finally {
      this.#running.delete(push);
    }
  }

  /** Ends every body; what was received goes on air. */
  async close(): Promise<void> {
    this.#closing.abort(new SourceError('going-down', 'The server goes down; it may be back in seconds.'));
    const timer = setTimeout(() => {
      for (const push of this.#running.keys()) push.close();
    }, DRAIN_MS);
    const cancel = new AbortController();
    const limit = after(DRAIN_MS + FLUSH_MS, undefined, { signal: cancel.signal }).catch(() => {});
    await Promise.race([Promise.allSettled(this.#running.values()), limit]);
    cancel.abort();
    clearTimeout(timer);
  }
}
