import { KeptAnswer } from '../kept-answer.ts';

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

/** Looks whether everything is as it has to be. */
export class Health {
  readonly #checks: readonly HealthCheck[];
  readonly #report: KeptAnswer<HealthReport>;

  /** @param now the time in ms. */
  constructor(checks: readonly HealthCheck[], now: () => number) {
    this.#checks = checks;
    this.#report = new KeptAnswer(() => this.#look(), now);
  }

  /** How it is, no more than a second ago. */
  report(): Promise<HealthReport> {
    return this.#report.get();
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
