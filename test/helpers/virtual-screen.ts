import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A screen that nobody sees, for programs that want one. */
export class VirtualScreen {
  /** For programs that are to be shown on it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #xvfb: ChildProcess;

  static async open(xvfbPath: string): Promise<VirtualScreen> {
    const words = ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'];
    const xvfb = spawn(xvfbPath, words, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    for await (const line of createInterface(xvfb.stdio[3] as NodeJS.ReadableStream)) {
      return new VirtualScreen(xvfb, line);
    }
    throw new Error('Xvfb ended before it had a screen');
  }

  private constructor(xvfb: ChildProcess, display: string) {
    this.#xvfb = xvfb;
    this.environment = { DISPLAY: `:${display}` };
  }

  async close(): Promise<void> {
    for (const stream of this.#xvfb.stdio) stream?.destroy();
    if (this.#xvfb.exitCode !== null || this.#xvfb.signalCode !== null) return;
    this.#xvfb.kill('SIGKILL');
    await once(this.#xvfb, 'exit');
  }
}
