import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from './free-port.ts';
import { untilSaid } from './said-text.ts';

const READY = 'Ready to accept connections';

/** A Redis of one's own that keeps nothing on disk. */
export class RedisProcess {
  readonly #path: string;
  readonly port: number;
  #child: ChildProcess | undefined;

  /** Starts one and resolves when it takes connections. */
  static async start(path: string): Promise<RedisProcess> {
    const redis = new RedisProcess(path, await findFreePort());
    await redis.begin();
    return redis;
  }

  private constructor(path: string, port: number) {
    this.#path = path;
    this.port = port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again, empty. */
  async begin(): Promise<void> {
    const words = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn(this.#path, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    await untilSaid(child, child.stdout, READY);
  }

  /** Nothing is answered any more, and nobody is told, until it is resumed. */
  hang(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Goes on where it was. */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Kills it; what it held is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}
