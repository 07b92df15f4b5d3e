/** One thing that has to be so. */
export interface HealthCheck {
  /** In the answer: `ffmpeg`, `journal`. */
  readonly name: string;
  /** Why it is not so; undefined where it is. */
  readonly findFault: () => Promise<string | undefined> | string | undefined;
}

/** What `/healthz` and `/readyz` answer. */
export interface HealthReport {
  readonly status: 'ok' | 'failing';
  /** By the name of the check: `ok`, or why not. */
  readonly checks: Readonly<Record<string, string>>;
}

/** However often somebody asks, it is looked no more than once in this time. */
const KEPT_MS = 1_000;

/** Looks whether everything is as it has to be. */
export class Health {
  readonly #checks: readonly HealthCheck[];
  readonly #now: () => number;
  #report: Promise<HealthReport> | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  /** @param now the time in ms. */
  constructor(checks: readonly HealthCheck[], now: () => number) {
    this.#checks = checks;
    this.#now = now;
  }

  /** How it is, no more than a second ago. */
  report(): Promise<HealthReport> {
    const nowMs = this.#now();
    if (!this.#report || nowMs - this.#lookedAtMs >= KEPT_MS) {
      this.#lookedAtMs = nowMs;
      this.#report = this.#look();
    }
    return this.#report;
  }

  async #look(): Promise<HealthReport> {
    const found = await Promise.all(
      this.#checks.map(async ({ name, findFault }) => ({ name, fault: await faultOf(findFault) })),
    );
    return {
      status: found.some(({ fault }) => fault !== undefined) ? 'failing' : 'ok',
      checks: Object.fromEntries(found.map(({ name, fault }) => [name, fault ?? 'ok'])),
    };
  }
}

async function faultOf(findFault: HealthCheck['findFault']): Promise<string | undefined> {
  try {
    return await findFault();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
