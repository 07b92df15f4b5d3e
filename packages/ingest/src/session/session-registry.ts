import type { Logger } from '@ringcast/segmenter';
import { openFeed, type StationEntrance } from '../station-gate.ts';
import type { Hello } from '../wire/message.ts';
import { EndedSession, type SessionEnd } from './ended-session.ts';
import type { SessionClock } from './session-clock.ts';
import { Session } from './session.ts';
import type { SourceSession } from './source-session.ts';

/** What a registry needs. */
export interface SessionRegistryOptions {
  readonly ffmpegPath: string;
  readonly clock: SessionClock;
  readonly logger: Logger;
}

/** Ends of sessions that are remembered. */
const MAX_REMEMBERED = 1_000;

/** Finds the session of a hello. Open sessions are as few as there are stations, for a station has one feed. */
export class SessionRegistry {
  readonly #options: SessionRegistryOptions;
  readonly #open = new Map<string, Session>();
  /** Oldest first. A session itself would keep the whole broadcast in memory. */
  readonly #ends = new Map<string, SessionEnd>();

  constructor(options: SessionRegistryOptions) {
    this.#options = options;
  }

  /**
   * The session a client names, begun where it is not known.
   *
   * @throws WireError `station-busy` where it is not known and the station has another source
   */
  find(station: { name: string; entrance: StationEntrance }, hello: Hello): SourceSession {
    const id = `${station.name}/${hello.session}`;
    const end = this.#ends.get(id);
    return end
      ? new EndedSession(end, this.#options.clock)
      : (this.#open.get(id) ?? this.#begin(id, station, hello));
  }

  /** Lets everything that was received go on air; for a server that goes down. */
  async drain(): Promise<void> {
    await Promise.all(Array.from(this.#open.values(), (session) => session.drain()));
  }

  #begin(id: string, station: { name: string; entrance: StationEntrance }, hello: Hello): Session {
    const feed = openFeed(station.entrance, { kind: 'websocket', isClocked: true });
    const onEnded = (end: SessionEnd) => this.#remember(id, end);
    const session = new Session({ ...this.#options, station: station.name, hello, feed, onEnded });
    this.#open.set(id, session);
    return session;
  }

  #remember(id: string, end: SessionEnd): void {
    this.#open.delete(id);
    this.#ends.set(id, end);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > MAX_REMEMBERED && oldest !== undefined) this.#ends.delete(oldest);
  }
}
