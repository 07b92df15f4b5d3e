import type { Logger } from '@ringcast/segmenter';

const TOLD_EVERY_MS = 60_000;

/** Warns of what strangers can bring about as often as they like, and no more than once a minute. */
export class SeldomWarning {
  readonly #logger: Pick<Logger, 'warn'>;
  #toldAtMs = -Infinity;

  constructor(logger: Pick<Logger, 'warn'>) {
    this.#logger = logger;
  }

  tell(fields: Readonly<Record<string, unknown>>, message: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#toldAtMs < TOLD_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.#logger.warn(fields, message);
  }
}
