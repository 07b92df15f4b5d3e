import { KeptAnswer } from '../kept-answer.ts';

/** One thing that has to be so. */
export interface HealthCheck {
  /** In the answer: `ffmpeg`, `journal`. */
  readonly name: string;
  /** Why it is not so; undefined where it is. */
  readonly findFault: () => Promise<string | undefined> | string | undefined;
  /** After so long without an answer it is failing, in ms. Default 2,000. */
  readonly answerWithinMs?: number;
}

/** What `/healthz` and `/readyz` answer. */
export interface HealthReport {
  readonly status: 'ok' | 'failing';
  /** By the name of the check: `ok`, or why not. */
  readonly checks: Readonly<Record<string, string>>;
}

const DEFAULT_ANSWER_WITHIN_MS = 2_000;
const MS_PER_SECOND = 1_000;

/** Looks whether everything is as it has to be. */
export class Health {
  readonly #checks: readonly PatientCheck[];
  readonly #report: KeptAnswer<HealthReport>;

  /** @param now the time in ms. */
  constructor(checks: readonly HealthCheck[], now: () => number) {
    this.#checks = checks.map((check) => new PatientCheck(check));
    this.#report = new KeptAnswer(() => this.#look(), now);
  }

  /** How it is, no more than a second ago; what does not answer in time is failing. */
  report(): Promise<HealthReport> {
    return this.#report.get();
  }

  async #look(): Promise<HealthReport> {
    const found = await Promise.all(
      this.#checks.map(async (check) => ({ name: check.name, fault: await check.findFault() })),
    );
    return {
      status: found.some(({ fault }) => fault !== undefined) ? 'failing' : 'ok',
      checks: Object.fromEntries(found.map(({ name, fault }) => [name, fault ?? 'ok'])),
    };
  }
}

/** A check that is made once at a time: on a disk that hangs each would hold a thread of Node's pool. */
class PatientCheck implements HealthCheck {
  readonly name: string;
  readonly #findFault: HealthCheck['findFault'];
  readonly #answerWithinMs: number;
  #fault: Promise<string | undefined> | undefined;

  constructor({ name, findFault, answerWithinMs = DEFAULT_ANSWER_WITHIN_MS }: HealthCheck) {
    this.name = name;
    this.#findFault = findFault;
    this.#answerWithinMs = answerWithinMs;
  }

  /** Where it has not answered yet it is not made again: its limit goes on, or is over. */
  findFault(): Promise<string | undefined> {
    const look = (): Promise<string | undefined> =>
      faultOf(this.#findFault).finally(() => (this.#fault = undefined));
    this.#fault ??= limited(look(), this.#answerWithinMs);
    return this.#fault;
  }
}

function limited(answer: Promise<string | undefined>, withinMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const late = `it did not answer within ${withinMs / MS_PER_SECOND} s`;
    const timer = setTimeout(() => resolve(late), withinMs);
    void answer.then(resolve).finally(() => clearTimeout(timer));
  });
}

async function faultOf(findFault: HealthCheck['findFault']): Promise<string | undefined> {
  try {
    return await findFault();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
