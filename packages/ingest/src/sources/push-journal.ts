import { BYTES_PER_SAMPLE, type Logger, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { PcmSink } from '../decode/feed-sink.ts';
import type { Journal } from '../journal/journal.ts';
import { MAX_WAITING_BYTES, type SessionJournal } from '../journal/session-journal.ts';
import { encodeBlock } from '../wire/block.ts';
import type { PcmFormat } from '../wire/pcm-format.ts';

/** What a push becomes, whatever it was. */
const FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: SAMPLE_RATE_HZ, channels: 2 };
const EPOCH = { epoch: 0, startSample: 0, format: FORMAT };
/** 0.2 s: as much goes into a block at most. */
const BLOCK_SAMPLES = SAMPLE_RATE_HZ / 5;
/** 10 s: how often it is said when samples came. What stays of a long push is dated by it. */
const CLOCK_EVERY_SAMPLES = 10 * SAMPLE_RATE_HZ;
const SESSION_PREFIX = 'push-';

/** What a push is kept by. */
export interface PushJournalOptions {
  readonly sink: PcmSink;
  readonly journal: Journal;
  readonly station: string;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
  readonly logger: Logger;
}

/**
 * A sink that keeps in the journal what goes through it, as a session of its own. A source that cannot send anything
 * again is not held up by the disk: what that is too far behind for is a gap.
 */
export class PushJournal implements PcmSink {
  readonly #options: PushJournalOptions;
  readonly #sink: PcmSink;
  #store: SessionJournal | undefined;
  /** What came last and the disk did not take. */
  #missedSamples = 0;
  #nextClockSample = 0;
  #isOffAir = false;

  constructor(options: PushJournalOptions) {
    this.#options = options;
    this.#sink = options.sink;
  }

  async write(pcm: Buffer): Promise<void> {
    if (this.#store) {
      this.#keep(pcm);
      await this.#air(this.#sink.write(pcm));
      return;
    }
    // First on air: a push that a station refuses leaves nothing in the journal.
    await this.#sink.write(pcm);
    this.#keep(pcm);
  }

  /** Another source is on air instead: what still comes is for the journal alone. */
  leaveAir(): void {
    this.#isOffAir = true;
  }

  #keep(pcm: Buffer): void {
    const store = this.#openStore();
    if (!store) return this.#miss(pcm.length / BYTES_PER_SAMPLE);
    for (let offset = 0; offset < pcm.length; offset += BLOCK_SAMPLES * BYTES_PER_SAMPLE) {
      const payload = pcm.subarray(offset, offset + BLOCK_SAMPLES * BYTES_PER_SAMPLE);
      const samples = payload.length / BYTES_PER_SAMPLE;
      const startSample = store.appendedSample;
      store.append({
        type: 'block',
        frame: encodeBlock({ kind: 'pcm', epoch: 0, startSample, samples, payload }, crc32),
      });
    }
  }

  async skip(samples: number): Promise<void> {
    await this.#air(this.#sink.skip(samples));
    const store = this.#openStore();
    if (store) appendGap(store, samples, 'never captured');
    else this.#miss(samples);
  }

  /** Where the next samples are kept; undefined while too much waits for the disk. */
  #openStore(): SessionJournal | undefined {
    // Before it begins all that waits counts: a source may come again and again while the disk hangs.
    const { waitingBytes } = this.#store ?? this.#options.journal.state;
    if (waitingBytes > MAX_WAITING_BYTES) return undefined;
    this.#store ??= this.#begin();
    this.#tellMissed(this.#store);
    this.#tellTime(this.#store);
    return this.#store;
  }

  #begin(): SessionJournal {
    const { journal, station } = this.#options;
    return journal.begin({ station, session: `${SESSION_PREFIX}${randomUUID()}`, epoch: EPOCH });
  }

  #tellTime(store: SessionJournal): void {
    const sample = store.appendedSample;
    if (sample < this.#nextClockSample) return;
    store.append({ type: 'clock', sample, capturedAtMs: this.#options.now() });
    this.#nextClockSample = sample + CLOCK_EVERY_SAMPLES;
  }

  #miss(samples: number): void {
    const { station, logger } = this.#options;
    if (this.#missedSamples === 0)
      logger.warn(
        { station },
        'the disk is too far behind: what a source sends now is left out of the journal',
      );
    this.#missedSamples += samples;
  }

  #tellMissed(store: SessionJournal): void {
    if (this.#missedSamples > 0) appendGap(store, this.#missedSamples, 'the disk did not take it');
    this.#missedSamples = 0;
  }

  async #air(taken: Promise<void>): Promise<void> {
    try {
      await taken;
    } catch (error) {
      if (!this.#isOffAir) throw error;
    }
  }

  /** Nothing more comes; resolves when everything is on disk. */
  async end(): Promise<void> {
    if (!this.#store) return;
    this.#tellMissed(this.#store);
    this.#store.append({ type: 'end', endSample: this.#store.appendedSample, reason: 'stopped' });
    await this.#store.flush();
  }
}

function appendGap(store: SessionJournal, samples: number, reason: string): void {
  store.append({ type: 'gap', epoch: 0, startSample: store.appendedSample, samples, reason });
}

/** Ends the pushes that a former process was cut off in: nobody comes back for them. */
export async function endInterruptedPushes(journal: Journal): Promise<void> {
  for (const kept of journal.unfinished()) {
    if (!kept.session.startsWith(SESSION_PREFIX)) continue;
    const store = journal.resume(kept);
    store.append({ type: 'end', endSample: kept.nextSample, reason: 'over' });
    await store.close();
  }
}
