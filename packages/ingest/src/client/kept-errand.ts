import type { KeptFile } from '../wire/sender-kept-file.ts';
import type { Problem } from '../wire/sender-state.ts';
import type { KeptFolder } from './kept-folder.ts';
import { NodeDelivery, type Destination } from './node-delivery.ts';

/** What a {@link KeptErrand} is told. */
export interface KeptErrandOptions {
  readonly destination: Destination;
  readonly folder: KeptFolder;
  /** A broadcast whose file is not its business. */
  readonly exceptSession: string;
}

/** Sends what earlier broadcasts left unsent on this computer, one after the other. */
export class KeptErrand {
  readonly #options: KeptErrandOptions;
  #current: NodeDelivery | undefined;
  #problem: Problem | undefined;
  #fileProblem: string | undefined;
  #leftMs = 0;
  #isLeaving = false;

  constructor(options: KeptErrandOptions) {
    this.#options = options;
  }

  /** Sound that is under way, or stays unsent. */
  get unsentMs(): number {
    return this.#leftMs + (this.#current?.sender.stats.unacknowledgedMs ?? 0);
  }

  /** Why the server did not take one of them. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** Why what one of them left cannot be opened. */
  get fileProblem(): string | undefined {
    return this.#fileProblem;
  }

  /** Resolves when all were sent, or will not be. */
  async run(): Promise<void> {
    const { folder, exceptSession } = this.#options;
    const sessions = await this.#attempt(() => folder.sessions());
    for (const session of sessions ?? []) {
      if (this.#isLeaving) return;
      if (session !== exceptSession) await this.#attempt(() => this.#sendKept(session));
    }
  }

  /** Does what is due; call it some twenty times a second. */
  tick(): void {
    this.#current?.tick();
  }

  /** Stops; what is unsent stays for another time. */
  leave(): void {
    this.#isLeaving = true;
    this.#current?.sender.abandon();
  }

  /** A file that cannot be opened keeps no other from being sent. */
  async #attempt<Result>(act: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await act();
    } catch (error) {
      this.#fileProblem ??= error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  async #sendKept(session: string): Promise<void> {
    const file = await this.#options.folder.take(session);
    if (file !== undefined) await this.#send(session, file);
  }

  async #send(session: string, file: KeptFile): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#current = new NodeDelivery({
        ...this.#options.destination,
        session,
        start: file,
        onStateChanged: (state) => {
          if (state.name === 'refused') this.#problem = state;
        },
        onEnded: resolve,
      });
    });
    this.#leftMs += this.#current?.sender.stats.unacknowledgedMs ?? 0;
    this.#current = undefined;
  }
}
