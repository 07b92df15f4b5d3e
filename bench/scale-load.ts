import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';
import type { LoadOrders, LoadReport } from './scale-load-program.ts';

const LISTENING_WITHIN_MS = 30_000;
const PROGRAM = new URL('scale-load-program.ts', import.meta.url);

/** Listeners of one server, in a process of their own. */
export class Load {
  readonly #child: ChildProcess;

  /** Starts them and resolves when all of them listen. */
  static async start(orders: Partial<LoadOrders> & Pick<LoadOrders, 'port' | 'listeners'>): Promise<Load> {
    const child = fork(PROGRAM);
    const ladder = ['aac-48', 'aac-96', 'aac-160', 'aac-256'];
    child.send({
      renditions: ladder.map((name) => `/live/main/${name}`),
      way: 'chain',
      partMs: 192,
      partsPerSegment: 10,
      ...orders,
    } satisfies LoadOrders);
    const load = new Load(child);
    const listening = once(child, 'message').then(() => true);
    if (await Promise.race([listening, pass(LISTENING_WITHIN_MS, false)])) return load;
    const { errors } = await load.report();
    await load.close();
    throw new Error(`not all of ${orders.listeners} listeners came to listen: ${errors.join('; ')}`);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What comes from now on counts. */
  begin(): void {
    this.#child.send('begin');
  }

  /** What came since it began. */
  async report(): Promise<LoadReport> {
    this.#child.send('report');
    const [report] = (await once(this.#child, 'message')) as [LoadReport];
    return report;
  }

  async close(): Promise<void> {
    this.#child.kill();
    await once(this.#child, 'exit');
  }
}
