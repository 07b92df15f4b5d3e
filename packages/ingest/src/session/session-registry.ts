import type { Logger } from '@ringcast/segmenter';
import { openFeed, type StationEntrance } from '../station-gate.ts';
import type { Hello } from '../wire/message.ts';
import { Session } from './session.ts';
import type { SessionClock } from './session-clock.ts';

/** What a registry needs. */
export interface SessionRegistryOptions {
  readonly ffmpegPath: string;
  readonly clock: SessionClock;
  readonly logger: Logger;
}

/**
 * Sessions that are over and still known, so that a client whose connection was lost at the end learns how it ended.
 */
const MAX_REMEMBERED = 256;

/** Finds the session of a hello. Open sessions are as few as there are stations, for a station has one feed. */
export class SessionRegistry {
  readonly #options: SessionRegistryOptions;
  /** Oldest first. */
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionRegistryOptions) {
    this.#options = options;
  }

  /**
   * The session a client names, begun where it is not known.
   *
   * @throws WireError `station-busy` where it is not known and the station has another source
   */
  open(station: { name: string; entrance: StationEntrance }, hello: Hello): Session {
    const id = `${station.name}/${hello.session}`;
    const known = this.#sessions.get(id);
    if (known) return known;
    const feed = openFeed(station.entrance, { kind: 'websocket', isClocked: true });
    const session = new Session({ ...this.#options, station: station.name, hello, feed });
    this.#sessions.set(id, session);
    this.#forgetOldest();
    return session;
  }

  /** Lets everything that was received go on air; for a server that goes down. */
  async drain(): Promise<void> {
    await Promise.all(Array.from(this.#sessions.values(), (session) => session.drain()));
  }

  #forgetOldest(): void {
    const over = [...this.#sessions].filter(([, session]) => !session.isOpen);
    for (const [id] of over.slice(0, Math.max(0, over.length - MAX_REMEMBERED))) this.#sessions.delete(id);
  }
}
