import type { Logger } from '@ringcast/segmenter';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as z from 'zod';

const CLOCK_FILE = 'clock.json';
/** Of Linux; another value means that the machine was started anew. */
const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';
const MS_PER_SECOND = 1_000;
/** A wall clock that differs by less was not set; and the machine's uptime is no more exact than 10 ms. */
const MAX_SAME_MS = 1_000;

const keptClockSchema = z.object({ bootId: z.string(), bootedAtMs: z.number() });

/** When the machine was started, as a server's clock has it. */
type KeptClock = z.output<typeof keptClockSchema>;

/**
 * The server's time. It is the wall clock's at the start of the process, and a change of the wall clock moves nothing
 * after that. Where the wall clock was set while the server was away for a moment, broadcasts that go on do so by the
 * clock they have: the machine's uptime tells how long the server was away.
 */
export class ServerClock {
  readonly #folder: string;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #bootId = readText(BOOT_ID_FILE)?.trim();
  /** Of the wall clock at the start of the process. */
  #aheadMs = 0;

  /** @param folder holds what is kept of the clock; made where it is not there */
  constructor(folder: string, logger: Pick<Logger, 'warn'>) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /** In ms since the Unix epoch, with a fraction. */
  readonly now = (): number => performance.timeOrigin + performance.now() + this.#aheadMs;

  /**
   * Takes over the clock of the process before, where the wall clock was set since and the former one is needed; and
   * keeps what is valid from now on. Call once, before anything goes by it.
   *
   * @param isNeeded told what time it is by the former clock
   */
  goOn(isNeeded: (formerNowMs: number) => boolean): void {
    const uptimeMs = uptime() * MS_PER_SECOND;
    const former = this.#readKept();
    const aheadMs = former === undefined ? 0 : former.bootedAtMs + uptimeMs - this.now();
    if (Math.abs(aheadMs) > MAX_SAME_MS && isNeeded(this.now() + aheadMs)) {
      this.#aheadMs = aheadMs;
      const message = 'the wall clock was set while the server was away; the server goes by the former one';
      this.#logger.warn({ aheadMs: Math.round(aheadMs) }, message);
    }
    if (this.#bootId !== undefined) this.#keep({ bootId: this.#bootId, bootedAtMs: this.now() - uptimeMs });
  }

  /** What the process before has kept, where that was since the machine was started. */
  #readKept(): KeptClock | undefined {
    const kept = keptClockSchema.safeParse(jsonOf(readText(this.#file)));
    return kept.success && kept.data.bootId === this.#bootId ? kept.data : undefined;
  }

  #keep(clock: KeptClock): void {
    const next = `${this.#file}.next`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(next, `${JSON.stringify(clock)}\n`);
      renameSync(next, this.#file);
    } catch (err) {
      this.#logger.warn({ err }, 'the clock cannot be kept; after a restart the wall clock counts');
    }
  }

  get #file(): string {
    return join(this.#folder, CLOCK_FILE);
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
