import type { StationClient, StationNow } from './station-client.ts';

const EVERY_MS = 4_000;

/** Keeps an eye on the station's listeners while the page is seen. */
export class StationPulse {
  readonly #client: StationClient;
  readonly #onChange: () => void;
  #now: StationNow | undefined;

  constructor(client: StationClient, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
    setInterval(() => {
      if (!document.hidden) this.look();
    }, EVERY_MS);
    this.look();
  }

  /** What was seen last. */
  get now(): StationNow | undefined {
    return this.#now;
  }

  /** Looks at once, as when something was said. */
  look(): void {
    this.#client.readNow().then(
      (now) => {
        this.#now = now;
        this.#onChange();
      },
      // The server is away, as the broadcast's own state says.
      () => undefined,
    );
  }
}
