import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@ringcast/segmenter';
import { JournalError } from '../../packages/ingest/src/journal/journal-error.ts';
import type { BlockRecord, JournalRecord } from '../../packages/ingest/src/journal/journal-record.ts';
import { Journal, type JournalOptions } from '../../packages/ingest/src/journal/journal.ts';
import { readPcm } from '../../packages/ingest/src/journal/pcm-reader.ts';
import { encodeBlock } from '../../packages/ingest/src/wire/block.ts';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import { WatchedLogger } from './watched-logger.ts';
import { numberedNoise } from './numbered-noise.ts';

/** What {@link noiseBlock} is in. */
const STEREO: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
/** Begins at sample 0. */
export const FIRST_EPOCH = { epoch: 0, startSample: 0, format: STEREO };
/** Samples of a block of 20 ms. */
export const BLOCK_SAMPLES = 960;

/** A block in which every sample says its number, see {@link numberedNoise}. */
export function noiseBlock(startSample: number, { samples = BLOCK_SAMPLES, epoch = 0 } = {}): BlockRecord {
  const payload = numberedNoise(startSample, samples);
  return { type: 'block', frame: encodeBlock({ kind: 'pcm', epoch, startSample, samples, payload }) };
}

/** All that an iteration gives. */
export async function allOf<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

/** The PCM of a session, from its first sample on; zeros where it has none. */
export async function soundOf(folder: string): Promise<Buffer> {
  const runs = await allOf(readPcm(folder));
  return Buffer.concat(runs.map((run) => (run.type === 'pcm' ? run.pcm : Buffer.alloc(run.samples * 4))));
}

/** Records in few words: which samples each holds. */
export function outlineOf(records: readonly JournalRecord[]): string[] {
  return records.map((record) => {
    if (record.type === 'epoch') return `epoch ${record.epoch}`;
    if (record.type === 'gap') return `gap ${record.startSample}+${record.samples} ${record.reason}`;
    if (record.type !== 'block') return record.type;
    const view = new DataView(record.frame.buffer, record.frame.byteOffset);
    return `${view.getBigUint64(8, true)}+${view.getUint32(16, true)}`;
  });
}

/** The code of the JournalError that an action throws; undefined where it throws none. */
export function journalErrorCodeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof JournalError) return error.code;
    throw error;
  }
  return undefined;
}

/** A folder with journals, one after the other. */
export class JournalStage {
  readonly folder: string;
  readonly logger = new WatchedLogger();
  readonly #journals: Journal[] = [];

  static async create(): Promise<JournalStage> {
    return new JournalStage(await mkdtemp(join(tmpdir(), 'journal-test-')));
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Opens the journal; what was not closed before goes on beside, as a killed process would have left it. */
  async open(options: Partial<JournalOptions> = {}): Promise<Journal> {
    const logger: Logger = this.logger;
    const journal = await Journal.open({ folder: this.folder, logger, ...options });
    this.#journals.push(journal);
    return journal;
  }

  /** Writes a session of station "main" that is not over: blocks from sample 0 on. */
  async writeBlocks(session: string, count: number): Promise<void> {
    const journal = await this.open();
    const written = journal.begin({ station: 'main', session, epoch: FIRST_EPOCH });
    for (let block = 0; block < count; block++) written.append(noiseBlock(block * BLOCK_SAMPLES));
    await written.close();
  }

  /** The folder of a session of station "main". */
  sessionFolder(session: string): string {
    return join(this.folder, 'main', session);
  }

  async close(): Promise<void> {
    await Promise.all(this.#journals.map(async (journal) => journal.close()));
    await rm(this.folder, { recursive: true, force: true });
  }
}
