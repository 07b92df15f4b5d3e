import type { SessionClock } from '../../packages/ingest/src/session/session-clock.ts';
import { EndedSession } from '../../packages/ingest/src/session/ended-session.ts';
import { Session } from '../../packages/ingest/src/session/session.ts';
import type { SessionLink } from '../../packages/ingest/src/session/source-session.ts';
import { encodeBlock } from '../../packages/ingest/src/wire/block.ts';
import type { Hello, ServerMessage } from '../../packages/ingest/src/wire/message.ts';
import { WireError } from '../../packages/ingest/src/wire/wire-error.ts';
import { openFeed } from '../../packages/ingest/src/station-gate.ts';
import { MemoryLogger, MemoryStation } from './memory-station.ts';
import { MemoryStore } from './memory-store.ts';
import { HELLO as WELCOME_HELLO } from './protocol-client.ts';
import { numberedPcm } from './sender-simulation.ts';

const HELLO: Hello = { type: 'hello', ...WELCOME_HELLO };

/** When a session's clock starts. */
export const NOW_MS = 1_763_653_358_123;

/** A clock that goes on when it is told. */
class ManualClock implements SessionClock {
  #timers: { atMs: number; action: () => void }[] = [];
  #nowMs = NOW_MS;

  nowMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
    const due = this.#timers.filter((timer) => timer.atMs <= this.#nowMs);
    this.#timers = this.#timers.filter((timer) => timer.atMs > this.#nowMs);
    for (const { action } of due) action();
  }
}

/** A connection that keeps what is said over it. */
class RecordingLink implements SessionLink {
  readonly messages: ServerMessage[] = [];
  outcome: WireError | 'stopped' | undefined;

  send(message: ServerMessage): void {
    this.messages.push(message);
  }

  close(outcome: WireError | 'stopped'): void {
    this.outcome = outcome;
  }

  get closeCode(): string | undefined {
    return this.outcome instanceof WireError ? this.outcome.code : this.outcome;
  }

  /** The sample numbers of the messages of a type. */
  samplesOf(type: 'welcome' | 'ack' | 'stopped'): number[] {
    return this.messages.flatMap((message) => (message.type === type ? [message.nextSample] : []));
  }

  /** The codes of all notices. */
  get notices(): string[] {
    return this.messages.flatMap((message) => (message.type === 'notice' ? [message.code] : []));
  }

  /** How far the station was, by the messages of a type. */
  liveSamplesOf(type: 'welcome' | 'ack'): number[] {
    return this.messages.flatMap((message) => (message.type === type ? [message.liveSample] : []));
  }
}

/** A session with a connection, and all that is around it. */
export function setUpSession(
  options: { hello?: Partial<Hello>; hasOther?: boolean; ffmpegPath?: string } = {},
) {
  const hello = { ...HELLO, ...options.hello };
  const station = new MemoryStation();
  station.hasOther = options.hasOther === true;
  const startSample = Math.max(hello.startSample, hello.keptFromSample ?? 0);
  const store = new MemoryStore(startSample);
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  // Native samples never need ffmpeg; any other format is to fail, unless a test says otherwise.
  const { ffmpegPath = '/nowhere/ffmpeg' } = options;
  let hasEnded = false;
  const session = new Session({
    station: 'main',
    session: hello.session,
    epoch: { epoch: hello.epoch, startSample: hello.startSample, format: hello.format },
    startSample,
    store,
    openFeed: (feedOptions) => openFeed(station, feedOptions),
    ffmpegPath,
    clock,
    logger,
    onIdle: () => {},
    onEnded: () => {
      hasEnded = true;
    },
  });
  store.onChange = () => session.noteStored();
  const attach = (again: Partial<Hello> = {}) => {
    const link = new RecordingLink();
    session.attach(link, { ...hello, ...again });
    return link;
  };
  /** Connects to what is left of the session. */
  const attachLate = () => {
    if (!hasEnded) throw new Error('the session has not ended');
    const ended = new EndedSession(store.nextSample, clock);
    const link = new RecordingLink();
    ended.attach(link);
    return { ended, link };
  };
  const link = attach();
  return {
    session,
    station,
    store,
    clock,
    logger,
    attach,
    attachLate,
    link,
    hasEnded: () => hasEnded,
    get feed() {
      return station.feed;
    },
  };
}

/** A block of 48 kHz stereo whose samples tell their number. */
export function numberedBlock(startSample: number, samples: number, epoch = 0): Uint8Array {
  return encodeBlock({
    kind: 'pcm',
    epoch,
    startSample,
    samples,
    payload: numberedPcm(startSample, samples),
  });
}

/** The code of the WireError that an action throws, or `none`. */
export function codeOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (error instanceof WireError) return error.code;
    throw error;
  }
  return 'none';
}

/** Lets everything that is due go on; a session does its work in turns of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
