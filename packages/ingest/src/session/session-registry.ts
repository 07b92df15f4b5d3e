import { type Logger, type PlacedMark, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import type { Journal } from '../journal/journal.ts';
import type { KeptSession, SessionIdentity } from '../journal/journal-options.ts';
import type { SessionJournal } from '../journal/session-journal.ts';
import { openFeed, type StationEntrance, type StationGate } from '../station-gate.ts';
import type { Hello } from '../wire/message.ts';
import { EndedSession } from './ended-session.ts';
import type { SessionSample } from './live-side.ts';
import type { WireError } from '../wire/wire-error.ts';
import type { Epoch } from './sample-ledger.ts';
import type { SessionClock } from './session-clock.ts';
import { Session } from './session.ts';
import type { SourceSession } from './source-session.ts';
import type { UplinkState } from './uplink-state.ts';

/** What a registry needs. */
export interface SessionRegistryOptions {
  readonly journal: Journal;
  readonly ffmpegPath: string;
  readonly clock: SessionClock;
  readonly logger: Logger;
}

/** A station and its name. */
export interface NamedStation {
  readonly name: string;
  readonly entrance: StationEntrance;
}

interface OpenSession {
  readonly station: string;
  readonly session: Session;
  readonly store: SessionJournal;
  /** As it was at the last connection: a station may have been elsewhere meanwhile. */
  entrance: StationEntrance;
  /** By which it was put in its place; from then on it is where the station takes it. */
  usedMark?: PlacedMark;
}

/** Sessions without connection and broadcast that stay in memory; the journal knows all. */
const MAX_IDLE = 32;
/** What is given to an encoder before the first sample that is not published: its longest part, and a resampler's. */
const PRIMING_SAMPLES = 2.5 * SAMPLE_RATE_HZ;

/** Finds the session of a hello: one that is open, one that the journal keeps, or a new one. */
export class SessionRegistry {
  readonly #options: SessionRegistryOptions;
  readonly #open = new Map<string, OpenSession>();
  /** The longest idle first. */
  readonly #idle = new Set<string>();

  constructor(options: SessionRegistryOptions) {
    this.#options = options;
  }

  /** The session a client names, begun where it is not known; one that refuses the client is idle again. */
  find(station: NamedStation, hello: Hello): SourceSession {
    const { journal, clock } = this.#options;
    const identity = { station: station.name, session: hello.session };
    const open = this.#open.get(keyOf(identity));
    if (open) {
      this.#idle.delete(keyOf(identity));
      open.entrance = station.entrance;
      return open.session;
    }
    const ending = journal.endingOf(identity);
    if (ending) return new EndedSession(ending.endSample, clock);
    const kept = this.#keptAs(identity);
    return kept ? this.#resume(station, kept) : this.#begin(station, hello);
  }

  /** Puts the sessions that a former process had on air back where they were; their clients are awaited. */
  async restore(stations: StationGate): Promise<void> {
    // Of several, the one on air was the last to take its place: others may stand by, or were there before it.
    const placed = this.#options.journal
      .unfinished()
      .flatMap(({ placement, ...kept }) => (placement ? [{ ...kept, placement }] : []))
      .toSorted((a, b) => b.placement.position - a.placement.position);
    for (const name of new Set(placed.map(({ station }) => station))) {
      const entrance = stations.find(name);
      const kept = placed.find(({ station }) => station === name);
      if (entrance?.carriedOver && kept) await this.#putBack({ name, entrance }, kept);
    }
  }

  /** How the connection of the session that is on air at a station does; undefined where none is. */
  uplinkOf(station: string): UplinkState | undefined {
    for (const open of this.#open.values()) {
      const uplink = open.station === station ? open.session.uplink : undefined;
      if (uplink) return uplink;
    }
    return undefined;
  }

  /** Sessions that are on air at a station, or stand by, go on air no more; their clients are told why. */
  takeOffAir(station: string, reason: WireError): void {
    for (const open of this.#open.values()) {
      if (open.station === station && open.session.isAiring) open.session.takeOffAir(reason);
    }
  }

  /** Knows nothing more of a station's sessions, whose station was removed; the journal does. */
  forget(station: string, reason: WireError): void {
    for (const [key, open] of this.#open) {
      if (open.station !== station) continue;
      open.session.takeOffAir(reason);
      void open.store.close();
      this.#open.delete(key);
      this.#idle.delete(key);
    }
  }

  /** Lets everything that was received go on air and to disk; for a server that goes down. */
  async drain(): Promise<void> {
    await Promise.all(Array.from(this.#open.values(), ({ session }) => session.drain()));
  }

  #keptAs({ station, session }: SessionIdentity): KeptSession | undefined {
    const kept = this.#options.journal.unfinished();
    return kept.find((other) => other.station === station && other.session === session);
  }

  #begin(station: NamedStation, hello: Hello): Session {
    const { session: id, startSample, keptFromSample = 0 } = hello;
    const { epoch, format } = hello;
    const beginning = {
      epoch: { epoch, startSample, format },
      startSample: Math.max(startSample, keptFromSample),
    };
    const identity = { station: station.name, session: id };
    const onChange = () => this.#open.get(keyOf(identity))?.session.noteStored();
    const store = this.#options.journal.begin({ ...identity, ...beginning, onChange });
    return this.#add(station, identity, { store, ...beginning });
  }

  #resume(station: NamedStation, kept: KeptSession): Session {
    const onChange = () => this.#open.get(keyOf(kept))?.session.noteStored();
    const store = this.#options.journal.resume(kept, { onChange });
    return this.#add(station, kept, { store, epoch: kept.epoch, startSample: kept.nextSample });
  }

  #add(
    { entrance }: NamedStation,
    identity: SessionIdentity,
    beginning: { store: SessionJournal; epoch: Epoch; startSample: number },
  ): Session {
    const key = keyOf(identity);
    const session = new Session({
      ...this.#options,
      ...beginning,
      ...identity,
      openFeed: (options) => openFeed(this.#open.get(key)?.entrance ?? entrance, options),
      placeOf: (sample) => this.#placeByMark(key, sample),
      onIdle: () => this.#noteIdle(key),
      onEnded: () => void beginning.store.close().then(() => this.#open.delete(key)),
    });
    this.#open.set(key, { station: identity.station, session, store: beginning.store, entrance });
    return session;
  }

  async #putBack(station: NamedStation, kept: KeptSession): Promise<void> {
    const { placement, nextSample } = kept;
    const { carriedOver } = station.entrance;
    if (!placement || !carriedOver) return;
    const { sample, position, sampleRateHz } = placement;
    const wanted = carriedOver.nextSample - PRIMING_SAMPLES - position;
    const ahead = Math.max(0, Math.floor((wanted * sampleRateHz) / SAMPLE_RATE_HZ));
    const fromSample = Math.min(nextSample, sample + ahead);
    const from = position + Math.round(((fromSample - sample) * SAMPLE_RATE_HZ) / sampleRateHz);
    const { logger } = this.#options;
    logger.info(
      { station: station.name, session: kept.session, samples: nextSample - fromSample },
      'a session goes on where the former process left it',
    );
    await this.#resume(station, kept).replay(fromSample, from);
  }

  #placeByMark(key: string, { sample, sampleRateHz }: SessionSample): number | undefined {
    const open = this.#open.get(key);
    const mark = open?.entrance.carriedOver?.mark;
    if (!mark || mark === open.usedMark || key !== keyOf({ ...open, session: mark.source })) return undefined;
    open.usedMark = mark;
    return mark.position + Math.round(((sample - mark.sample) * SAMPLE_RATE_HZ) / sampleRateHz);
  }

  #noteIdle(key: string): void {
    this.#idle.add(key);
    const [oldest] = this.#idle;
    if (this.#idle.size <= MAX_IDLE || oldest === undefined) return;
    this.#idle.delete(oldest);
    void this.#open.get(oldest)?.store.close();
    this.#open.delete(oldest);
  }
}

function keyOf({ station, session }: SessionIdentity): string {
  return `${station}/${session}`;
}
