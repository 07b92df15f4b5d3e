import type { ClientMessage, Hello, Notice, Progress, ServerMessage } from '../wire/message.ts';
import type { WireError } from '../wire/wire-error.ts';
import { ACKNOWLEDGE_EVERY_MS } from './acknowledger.ts';

/** A client's connection, as its session sees it. */
export interface SessionLink {
  send(message: ServerMessage): void;
  /** Ends the connection, with a reason or because the broadcast was stopped. */
  close(outcome: WireError | 'stopped'): void;
}

/** What a connection talks to. */
export interface SourceSession {
  /** Whether so much is waiting that the client should send no more; see {@link room}. */
  readonly isFull: boolean;
  /** Resolves when it takes more. */
  room(): Promise<void>;
  /**
   * Takes a connection in place of the one before, and welcomes it.
   *
   * @throws WireError `station-busy`, or `bad-message` where the hello contradicts what was said before
   */
  attach(link: SessionLink, hello: Hello): void;
  /** A connection is lost; its client may come back. */
  detach(link: SessionLink): void;
  /** Takes a block, as a binary frame. @throws WireError where it breaks the protocol */
  takeBlock(frame: Uint8Array): void;
  /** Takes a control message other than `hello` and `time`. @throws WireError where it breaks the protocol */
  takeMessage(message: Exclude<ClientMessage, { type: 'hello' | 'time' }>): void;
}

/** The most a client may have on its way unacknowledged. */
const IN_FLIGHT_MS = 1_500;

const BLOCK_MS = 40;

/** What a hello is answered with. */
interface WelcomeState extends Progress {
  readonly serverTimeMs: number;
  /** Said first, for with the welcome a client takes itself to be on air. */
  readonly isStandingBy?: boolean;
}

/** Answers a hello: the client sends from `nextSample` on. */
export function welcome(link: SessionLink, { isStandingBy = false, ...state }: WelcomeState): void {
  if (isStandingBy) link.send(standingNoticeOf(true));
  const limits = { acknowledgeEveryMs: ACKNOWLEDGE_EVERY_MS, inFlightMs: IN_FLIGHT_MS, blockMs: BLOCK_MS };
  link.send({ type: 'welcome', ...state, ...limits });
}

/** What the broadcaster is told of the disk: why it takes nothing, or that it does again. */
export function noticeOf(failure: string | undefined): Notice {
  return failure === undefined
    ? { type: 'notice', code: 'journal-recovered', message: 'The server can write to its disk again.' }
    : {
        type: 'notice',
        code: 'journal-failing',
        message: `The server cannot write to its disk: ${failure}`,
      };
}

/** What the broadcaster is told of another who is on air: that this one waits for it to go, or that it has gone. */
export function standingNoticeOf(isStandingBy: boolean): Notice {
  return isStandingBy
    ? {
        type: 'notice',
        code: 'standing-by',
        message: 'Another source is on air. You stand by, and go on air when it has gone.',
      }
    : { type: 'notice', code: 'took-over', message: 'The other source has gone. You are on air.' };
}
