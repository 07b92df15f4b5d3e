import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Holds two packets: a longer one would let the beginning of everything through at full speed. */
const BURST_BYTES = 3_200;
/** What waits at the narrow place longer than this is dropped. */
const QUEUE_MS = 1_500;

/**
 * A network of its own for a browser, with one link to this machine whose rate towards the browser can be set (tc's
 * token bucket). Needs root and iproute2.
 */
export class ShapedLink {
  /** Address of this machine on the link. */
  readonly host: string;
  static #opened = 0;
  readonly #name: string;
  readonly #folder: string;

  /** Makes the network. */
  static async open(): Promise<ShapedLink> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-link-'));
    const link = new ShapedLink(folder);
    await link.#make();
    return link;
  }

  private constructor(folder: string) {
    this.#folder = folder;
    ShapedLink.#opened += 1;
    const number = (process.pid * 4 + ShapedLink.#opened) % 16_000;
    this.#name = `rc${number}`;
    this.host = `10.213.${number >> 6}.${((number & 63) << 2) + 1}`;
  }

  /** A program that starts another one in this network. */
  async wrap(executablePath: string): Promise<string> {
    const path = join(this.#folder, 'chromium');
    await writeFile(path, `#!/bin/sh\nexec ip netns exec ${this.#name} "${executablePath}" "$@"\n`);
    await chmod(path, 0o755);
    return path;
  }

  /** Limits what goes to the browser; takes the place of a limit before. */
  async limit(rateBps: number): Promise<void> {
    const shape = `rate ${rateBps}bit burst ${BURST_BYTES} latency ${QUEUE_MS}ms`.split(' ');
    await run('tc', ['qdisc', 'replace', 'dev', `${this.#name}h`, 'root', 'tbf', ...shape]);
  }

  /** Takes the link away, or gives it back. */
  async setUp(isUp: boolean): Promise<void> {
    await run('ip', ['link', 'set', `${this.#name}h`, isUp ? 'up' : 'down']);
  }

  /** Bytes that went to the browser, heads of packets included. */
  async carriedBytes(): Promise<number> {
    return Number(await readFile(`/sys/class/net/${this.#name}h/statistics/tx_bytes`, 'utf8'));
  }

  /** Takes the network away. */
  async close(): Promise<void> {
    await run('ip', ['netns', 'del', this.#name]).catch(() => {});
    await run('ip', ['link', 'del', `${this.#name}h`]).catch(() => {});
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #make(): Promise<void> {
    const [outer, inner, space] = [`${this.#name}h`, `${this.#name}b`, this.#name];
    await runIp(`netns add ${space}`);
    await runIp(`link add ${outer} type veth peer name ${inner} netns ${space}`);
    const inside = this.host.replace(/\d+$/, (last) => String(Number(last) + 1));
    await runIp(`addr add ${this.host}/30 dev ${outer}`);
    // Else the kernel hands several packets over as one, which no rate keeps apart and no counter counts whole.
    await runIp(`link set ${outer} gso_max_segs 1`);
    await runIp(`link set ${outer} up`);
    await runIp(`-n ${space} addr add ${inside}/30 dev ${inner}`);
    await runIp(`-n ${space} link set ${inner} up`);
    await runIp(`-n ${space} link set lo up`);
  }
}

async function runIp(line: string): Promise<void> {
  await run('ip', line.split(' '));
}
