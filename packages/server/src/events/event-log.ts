import type { StationEvent } from './station-event.ts';

const KEPT_EVENTS = 500;

/** What has happened to the stations: the last events, and whoever wants to hear of the next. */
export class EventLog {
  readonly #events: StationEvent[] = [];
  readonly #listeners = new Set<(event: StationEvent) => void>();

  /** The last 500, oldest first. */
  get events(): readonly StationEvent[] {
    return this.#events;
  }

  /** Takes an event and tells it. */
  add(event: StationEvent): void {
    this.#events.push(event);
    if (this.#events.length > KEPT_EVENTS) this.#events.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` with every event from now on; returns how to stop. It must not throw. */
  subscribe(listener: (event: StationEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
