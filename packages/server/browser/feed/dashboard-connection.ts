import { type AdminApi, AdminApiError } from './admin-api.ts';
import type { DashboardModel } from './dashboard-model.ts';
import type { StreamedEvent } from './event-stream.ts';
import { SilenceWatch } from './silence-watch.ts';

/** How the page and the server are connected. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

/** Settings of a {@link DashboardConnection}. */
export interface DashboardConnectionOptions {
  readonly api: AdminApi;
  readonly model: DashboardModel;
  /** Called with every event, and when the state changes. */
  readonly onChange: (state: ConnectionState) => void;
  /** Called once where the key is not taken; nothing follows. */
  readonly onRefused: (error: AdminApiError) => void;
}

const REFUSALS = ['wrong-key', 'too-many-attempts'];
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** The server says something each second. */
const LOST_AFTER_MS = 5_000;

/** Follows what happens at the server, and comes back when the connection is lost; not where the key is refused. */
export class DashboardConnection {
  readonly #options: DashboardConnectionOptions;
  readonly #closing = new AbortController();
  #state: ConnectionState = 'connecting';

  constructor(options: DashboardConnectionOptions) {
    this.#options = options;
    void this.#run();
  }

  /** Follows no more. */
  close(): void {
    this.#closing.abort();
  }

  async #run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#closing.signal.aborted) {
      try {
        for await (const event of this.#events()) {
          pauseMs = FIRST_PAUSE_MS;
          this.#options.model.take(event);
          this.#set('open');
        }
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        if (error instanceof AdminApiError && REFUSALS.includes(error.code))
          return this.#options.onRefused(error);
      }
      this.#set('lost');
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  /** Everything until the connection ends, or is silent for too long. */
  async *#events(): AsyncGenerator<StreamedEvent, void, void> {
    const watch = new SilenceWatch(LOST_AFTER_MS);
    const signal = AbortSignal.any([this.#closing.signal, watch.signal]);
    try {
      yield* this.#options.api.follow({ signal, onBytes: () => watch.hear() });
    } finally {
      watch.close();
    }
  }

  #set(state: ConnectionState): void {
    if (this.#closing.signal.aborted) return;
    if (state !== this.#state || state === 'open') this.#options.onChange(state);
    this.#state = state;
  }
}
