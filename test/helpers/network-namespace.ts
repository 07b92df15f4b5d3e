import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PREFIX_LENGTH = 30;
/** What a line holds back before it drops, as home routers do. */
const QUEUE_MS = 400;

/** A network of its own for a program, joined to this one by a line whose way out can be narrow. Linux, as root. */
export class NetworkNamespace {
  /** The address under which the program reaches this machine. */
  readonly hostAddress: string;
  readonly #name: string;
  readonly #folder: string;

  /** Rejects where this process may not make one. */
  static async create(): Promise<NetworkNamespace> {
    const folder = await mkdtemp(join(tmpdir(), 'network-'));
    const namespace = new NetworkNamespace(folder);
    try {
      await namespace.#connect();
    } catch (cause) {
      await namespace.close();
      throw cause;
    }
    return namespace;
  }

  private constructor(folder: string) {
    const number = process.pid % 16_000;
    this.#folder = folder;
    this.#name = `rcf${number}`;
    this.hostAddress = `10.203.${number >> 6}.${((number & 63) << 2) + 1}`;
  }

  /** A program that runs another inside. */
  async wrap(executablePath: string): Promise<string> {
    const path = join(this.#folder, 'run-inside');
    await writeFile(path, `#!/bin/sh\nexec ip netns exec ${this.#name} '${executablePath}' "$@"\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** Lets no more than so much out. */
  async limit(bitrateBps: number): Promise<void> {
    const shape = ['tbf', 'rate', `${bitrateBps}bit`, 'burst', '4kb', 'latency', `${QUEUE_MS}ms`];
    await this.#inside('tc', 'qdisc', 'add', 'dev', this.#innerDevice, 'root', ...shape);
  }

  /** Lets everything out again. */
  async relieve(): Promise<void> {
    await this.#inside('tc', 'qdisc', 'del', 'dev', this.#innerDevice, 'root');
  }

  async close(): Promise<void> {
    // The line goes with its end.
    await run('ip', ['link', 'del', this.#outerDevice]).catch(() => {});
    await run('ip', ['netns', 'del', this.#name]).catch(() => {});
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #outerDevice(): string {
    return `${this.#name}o`;
  }

  get #innerDevice(): string {
    return `${this.#name}i`;
  }

  async #connect(): Promise<void> {
    const outer = this.#outerDevice;
    const inner = this.#innerDevice;
    const innerAddress = this.hostAddress.replace(/\d+$/, (last) => String(Number(last) + 1));
    await run('ip', ['netns', 'add', this.#name]);
    await run('ip', ['link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', this.#name]);
    await run('ip', ['addr', 'add', `${this.hostAddress}/${PREFIX_LENGTH}`, 'dev', outer]);
    await run('ip', ['link', 'set', outer, 'up']);
    await this.#inside('ip', 'addr', 'add', `${innerAddress}/${PREFIX_LENGTH}`, 'dev', inner);
    for (const device of [inner, 'lo']) await this.#inside('ip', 'link', 'set', device, 'up');
  }

  async #inside(...words: string[]): Promise<void> {
    await run('ip', ['netns', 'exec', this.#name, ...words]);
  }
}
