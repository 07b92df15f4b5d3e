import { Worker } from 'node:worker_threads';
import { SegmenterError } from '../segmenter-error.ts';
import type { FileBatch, FileBatchResult } from './file-batch.ts';

/** The built file, seen from src/ as from dist/: a thread runs no TypeScript. */
const WORKER = new URL('../../dist/store/file-worker.js', import.meta.url);

/** It holds one publication at a time; without limits a thread takes memory as a whole process would. */
const LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 };

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
}

/**
 * A thread for file operations. Dozens of small files a second cost less there, one call after the other, than
 * spread over Node's thread pool; and a disk that hangs holds up nothing but this thread.
 */
class FileThread {
  #worker: Worker | undefined;
  #nextId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** Carries out a batch. Rejects with SegmenterError `store-failed` where an operation failed; the rest is left. */
  run(batch: FileBatch): Promise<void> {
    this.#worker ??= this.#start();
    const id = this.#nextId++;
    // The process lives on only while something is to be written.
    this.#worker.ref();
    const files = batch.files.map(({ path, content }) => ({ path, content: ownMemoryOf(content) }));
    const given = files.flatMap(({ content }) => (typeof content === 'string' ? [] : content.buffer));
    this.#worker.postMessage({ id, batch: { ...batch, files } }, given);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { resourceLimits: LIMITS });
    worker.on('message', (result: FileBatchResult) => this.#settle(result));
    worker.on('error', (cause) => this.#failAll(cause));
    return worker;
  }

  #settle({ id, error }: FileBatchResult): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if (error === undefined) waiting?.resolve();
    else waiting?.reject(new SegmenterError('store-failed', error));
  }

  #failAll(cause: unknown): void {
    this.#worker = undefined;
    const ids = [...this.#waiting.keys()];
    for (const id of ids) this.#settle({ id, error: cause instanceof Error ? cause.message : String(cause) });
  }
}

/** A message takes the whole memory that bytes lie in; a copy of them alone is given away without another one. */
function ownMemoryOf(content: string | Uint8Array): string | Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? content : new Uint8Array(content);
}

/** The one thread of the process that writes files. */
export const FILE_THREAD = new FileThread();
