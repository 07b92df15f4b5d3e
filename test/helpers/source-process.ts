import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SenderStats } from '../../packages/ingest/src/wire/sender-stats.ts';

/** Whom a source sends to. */
export interface SourceProcessOptions {
  /** Of the server. */
  readonly port: number;
  readonly key: string;
}

const ENTRY = join(import.meta.dirname, 'source-process-entry.ts');

/** Something to be done in the process. */
export interface SourceCall {
  readonly id: number;
  readonly action: 'cut' | 'stall' | 'restore' | 'untilLive' | 'stop' | 'close';
}

/** It is done. */
export interface SourceAnswer {
  readonly id: number;
}

/** What the process tells of its broadcaster, some fifty times a second. */
export interface SourceStatus {
  readonly session: string;
  readonly capturedSamples: number;
  readonly stats: SenderStats;
  /** What the server said of itself, in its words. */
  readonly notices: readonly string[];
}

/**
 * A broadcaster of numbered noise behind a network that can break, both in a process of their own: what a test is busy
 * with must not make its source late.
 */
export class SourceProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, () => void>();
  #calls = 0;
  #status: SourceStatus | undefined;
  #isClosed = false;

  /** Goes on air. */
  static async start({ port, key }: SourceProcessOptions): Promise<SourceProcess> {
    // It runs as the tests do, from source.
    const child = fork(ENTRY, [String(port), key]);
    const source = new SourceProcess(child);
    await once(child, 'message');
    return source;
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: SourceAnswer | SourceStatus) => {
      if ('id' in message) this.#waiting.get(message.id)?.();
      else this.#status = message;
    });
  }

  /** The newest that is known of the broadcaster. */
  get status(): SourceStatus {
    if (!this.#status) throw new Error('The source has not said anything yet.');
    return this.#status;
  }

  /** Every connection breaks, and so does each new one at once. */
  async cut(): Promise<void> {
    await this.#call('cut');
  }

  /** Nothing gets through any more, and nobody is told; new connections open and stay silent. */
  async stall(): Promise<void> {
    await this.#call('stall');
  }

  /** Everything gets through again, in order, what waited included. */
  async restore(): Promise<void> {
    await this.#call('restore');
  }

  /** Resolves when the broadcaster is connected. */
  async untilLive(): Promise<void> {
    await this.#call('untilLive');
  }

  /** Presses stop; resolves when the server has everything. */
  async stop(): Promise<void> {
    await this.#call('stop');
  }

  /** Goes away without a word. May be called again. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const exited = once(this.#child, 'exit');
    this.#child.send({ id: 0, action: 'close' } satisfies SourceCall);
    await exited;
  }

  async #call(action: SourceCall['action']): Promise<void> {
    this.#calls += 1;
    const id = this.#calls;
    const done = new Promise<void>((resolve) => this.#waiting.set(id, resolve));
    this.#child.send({ id, action } satisfies SourceCall);
    await done;
    this.#waiting.delete(id);
  }
}
