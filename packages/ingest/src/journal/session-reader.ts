import type { Epoch } from '../session/sample-ledger.ts';
import type { JournalRecord, StoredRecord } from './journal-record.ts';
import { samplesOf } from './kept-state.ts';
import { readRecords } from './record-reader.ts';
import { filePathOf, listFiles, readHeader } from './session-folder.ts';

/** Where to read a session, and how far. */
export interface SessionReading {
  /** The session's own folder. */
  readonly folder: string;
  /** The first sample that is wanted. Default the first that is kept. */
  readonly fromSample?: number;
  /** How far a file may be read, in bytes; undefined for all of it. Default all of every file. */
  readonly limitOf?: (fileNumber: number) => number | undefined;
}

/** The reason of a gap that the journal itself has. */
const MISSING_REASON = 'not in the journal';

/**
 * Reads a session's records in order, beginning with the epoch that holds the first sample. A block may begin before
 * what is wanted or was given; what was given as a whole is not given again. Samples that should be there and are not
 * come as a gap whose reason is `not in the journal`. It ends where the files end, those included that come up while
 * it reads.
 */
export async function* readSession(reading: SessionReading): AsyncGenerator<JournalRecord> {
  const { folder, fromSample = 0, limitOf = () => undefined } = reading;
  const sieve = new RecordSieve(fromSample);
  let numbers = await filesFrom(folder, fromSample);
  while (numbers.length > 0) {
    for (const number of numbers) {
      for await (const { record } of readRecords(filePathOf(folder, number), limitOf(number))) {
        yield* sieve.pass(record);
      }
    }
    const last = numbers.at(-1) as number;
    numbers = (await listFiles(folder)).filter((number) => number > last);
  }
}

/** The files from the one on that holds a sample. */
async function filesFrom(folder: string, fromSample: number): Promise<number[]> {
  const numbers = await listFiles(folder);
  for (let index = numbers.length - 1; index > 0; index--) {
    const header = await readHeader(filePathOf(folder, numbers[index] as number));
    if (header && header.nextSample <= fromSample) return numbers.slice(index);
  }
  return numbers;
}

/** Lets through what is new, each epoch before the first samples that are in it. */
class RecordSieve {
  /** Undefined before the first header. */
  #nextSample: number | undefined;
  readonly #fromSample: number;
  #epoch: Epoch | undefined;
  #toldEpoch: number | undefined;

  constructor(fromSample: number) {
    this.#fromSample = fromSample;
  }

  *pass(record: StoredRecord): Generator<JournalRecord> {
    if (record.type === 'header') return this.#takeHeader(record);
    if (record.type === 'epoch') {
      const { epoch, startSample, format } = record;
      this.#epoch = { epoch, startSample, format };
      return;
    }
    const samples = samplesOf(record);
    if (!samples) {
      if (!('sample' in record) || record.sample >= this.#fromSample) yield record;
      return;
    }
    const nextSample = this.#nextSample ?? samples.startSample;
    if (samples.endSample <= nextSample) return;
    yield* this.#tellEpoch();
    if (samples.startSample > nextSample) yield this.#missing(nextSample, samples.startSample);
    this.#nextSample = samples.endSample;
    yield record;
  }

  #takeHeader({ epoch, nextSample }: { epoch: Epoch; nextSample: number }): void {
    this.#epoch = epoch;
    this.#nextSample ??= Math.max(nextSample, this.#fromSample);
  }

  *#tellEpoch(): Generator<JournalRecord> {
    if (!this.#epoch || this.#epoch.epoch === this.#toldEpoch) return;
    this.#toldEpoch = this.#epoch.epoch;
    yield { type: 'epoch', ...this.#epoch };
  }

  #missing(startSample: number, endSample: number): JournalRecord {
    const epoch = this.#epoch?.epoch ?? 0;
    return { type: 'gap', epoch, startSample, samples: endSample - startSample, reason: MISSING_REASON };
  }
}
