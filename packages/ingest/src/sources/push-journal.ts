import { BYTES_PER_SAMPLE, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { randomUUID } from 'node:crypto';
import type { PcmSink } from '../decode/feed-sink.ts';
import type { Journal } from '../journal/journal.ts';
import type { SessionJournal } from '../journal/session-journal.ts';
import { encodeBlock } from '../wire/block.ts';
import type { PcmFormat } from '../wire/pcm-format.ts';

/** What a push becomes, whatever it was. */
const FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: SAMPLE_RATE_HZ, channels: 2 };
const EPOCH = { epoch: 0, startSample: 0, format: FORMAT };
/** 0.2 s: as much goes into a block at most. */
const BLOCK_SAMPLES = SAMPLE_RATE_HZ / 5;
const SESSION_PREFIX = 'push-';

/** What a push is kept by. */
export interface PushJournalOptions {
  readonly sink: PcmSink;
  readonly journal: Journal;
  readonly station: string;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
}

/** A sink that keeps in the journal what goes through it, as a session of its own. */
export class PushJournal implements PcmSink {
  readonly #sink: PcmSink;
  readonly #begin: () => SessionJournal;
  #store: SessionJournal | undefined;
  #isOffAir = false;

  constructor({ sink, journal, station, now }: PushJournalOptions) {
    this.#sink = sink;
    this.#begin = () => {
      const store = journal.begin({ station, session: `${SESSION_PREFIX}${randomUUID()}`, epoch: EPOCH });
      store.append({ type: 'clock', sample: 0, capturedAtMs: now() });
      return store;
    };
  }

  async write(pcm: Buffer): Promise<void> {
    if (this.#store) {
      this.#keep(this.#store, pcm);
      await this.#air(this.#sink.write(pcm));
      return;
    }
    // First on air: a push that a station refuses leaves nothing in the journal.
    await this.#sink.write(pcm);
    this.#keep((this.#store = this.#begin()), pcm);
  }

  /** Another source is on air instead: what still comes is for the journal alone. */
  leaveAir(): void {
    this.#isOffAir = true;
  }

  #keep(store: SessionJournal, pcm: Buffer): void {
    for (let offset = 0; offset < pcm.length; offset += BLOCK_SAMPLES * BYTES_PER_SAMPLE) {
      const payload = pcm.subarray(offset, offset + BLOCK_SAMPLES * BYTES_PER_SAMPLE);
      const samples = payload.length / BYTES_PER_SAMPLE;
      const startSample = store.appendedSample;
      store.append({
        type: 'block',
        frame: encodeBlock({ kind: 'pcm', epoch: 0, startSample, samples, payload }),
      });
    }
  }

  async skip(samples: number): Promise<void> {
    await this.#air(this.#sink.skip(samples));
    const store = (this.#store ??= this.#begin());
    const startSample = store.appendedSample;
    store.append({ type: 'gap', epoch: 0, startSample, samples, reason: 'never captured' });
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
    this.#store.append({ type: 'end', endSample: this.#store.appendedSample, reason: 'stopped' });
    await this.#store.flush();
  }
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
