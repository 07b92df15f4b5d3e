import { PassThrough, type Readable } from 'node:stream';
import type { EventLog } from '../events/event-log.ts';
import type { Administration } from './administration.ts';
import { ListenerHistory } from './listener-history.ts';

/** What a feed tells of. */
export interface DashboardFeedOptions {
  readonly administration: Pick<Administration, 'reports' | 'listeners'>;
  readonly log: EventLog;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
}

const TELL_EVERY_MS = 1_000;
/** A dashboard that takes nothing is let go: it opens the feed again when it can. */
const MAX_WAITING_BYTES = 4_000_000;

/**
 * What dashboards are shown, as server-sent events: `history` and `log` at the start, `stations` once a second, and
 * `event` whenever something happens. Nothing is made while nobody looks, apart from the listeners' history.
 */
export class DashboardFeed {
  readonly #options: DashboardFeedOptions;
  readonly #history = new ListenerHistory();
  readonly #viewers = new Set<PassThrough>();
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;

  constructor(options: DashboardFeedOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tell(), TELL_EVERY_MS);
    this.#unsubscribe = options.log.subscribe((event) => this.#send(eventText('event', event)));
  }

  /** How many look. */
  get viewers(): number {
    return this.#viewers.size;
  }

  /** The feed for one dashboard; destroy it when that is gone. */
  open(): Readable {
    const viewer = new PassThrough();
    viewer.once('close', () => this.#viewers.delete(viewer));
    this.#viewers.add(viewer);
    viewer.write(eventText('history', this.#history.points));
    viewer.write(eventText('log', this.#options.log.events));
    viewer.write(this.#stationsText());
    return viewer;
  }

  /** Ends every feed. */
  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
    for (const viewer of this.#viewers) viewer.end();
  }

  #tell(): void {
    const { administration, now } = this.#options;
    this.#history.note(administration.listeners(), now());
    if (this.#viewers.size > 0) this.#send(this.#stationsText());
  }

  #stationsText(): string {
    const { administration, now } = this.#options;
    return eventText('stations', { atMs: now(), stations: administration.reports() });
  }

  #send(text: string): void {
    for (const viewer of this.#viewers) {
      if (viewer.writableLength > MAX_WAITING_BYTES) viewer.destroy();
      else viewer.write(text);
    }
  }
}

/** An event as the HTML standard has it (9.2.6); JSON has no line breaks. */
function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
