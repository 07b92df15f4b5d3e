import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

/** How `ringcast capture` is run. */
export interface CaptureProcessOptions {
  /** What is typed behind it. */
  readonly words: readonly string[];
  /** Where it keeps what is unsent. */
  readonly stateFolder: string;
  readonly key: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const RINGCAST = join(import.meta.dirname, '../../packages/server/bin/ringcast.mjs');

/** The capture command, run as people run it. */
export class CaptureProcess {
  /** Resolves with its exit code once it has ended; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** What it printed of its state. */
  output = '';
  /** What it said of its end, or of what is wrong. */
  message = '';
  readonly #child: ChildProcess;
  #onOutput: (() => void)[] = [];

  constructor({ words, stateFolder, key, environment }: CaptureProcessOptions) {
    this.#child = spawn(process.execPath, [RINGCAST, 'capture', ...words], {
      env: {
        ...process.env,
        RINGCAST_STATE_DIR: stateFolder,
        RINGCAST_STREAM_KEY: key,
        ...environment,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.exited = once(this.#child, 'close').then(([code]) => code as number | null);
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.on('data', (chunk) => (this.message += String(chunk)));
    this.#child.stdout?.on('data', (chunk) => {
      this.output += String(chunk);
      for (const tell of this.#onOutput.splice(0)) tell();
    });
  }

  get stdin(): Writable {
    if (this.#child.stdin === null) throw new Error('the capture has no standard input');
    return this.#child.stdin;
  }

  /** Resolves when it has printed something. Rejects where it ends without. */
  async untilPrinted(pattern: RegExp): Promise<void> {
    const ended = this.exited.then((code) => {
      throw new Error(
        `the capture ended with ${code} and never said ${pattern}: ${this.output}${this.message}`,
      );
    });
    while (!pattern.test(this.output)) {
      await Promise.race([new Promise<void>((resolve) => this.#onOutput.push(resolve)), ended]);
    }
    ended.catch(() => undefined);
  }

  /** Sends a signal, without awaiting the end. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it in any case. */
  async close(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}
