import {
  type ClientMessage,
  encodeMessage,
  type Gap,
  type Hello,
  type TimeAnswer,
  type Welcome,
} from './message.ts';
import type { FormatEpoch } from './sender-backlog.ts';
import type { BlockCutter } from './sender-cutter.ts';
import type { SenderLink } from './sender-link.ts';
import { ClockOffset } from './sender-time.ts';

/** What a {@link ControlChannel} needs of its sender. */
export interface ControlOptions {
  readonly link: SenderLink;
  /** Knows the formats. */
  readonly cutter: Pick<BlockCutter, 'epochOf'>;
  readonly identity: Pick<Hello, 'session' | 'key' | 'client' | 'isForJournalOnly'>;
  readonly nowMs: () => number;
}

const GAP_SECONDS_PER_MESSAGE = 60;
const CLOCK_EVERY_MS = 1_000;
const TIME_EVERY_MS = 1_000;
/** A connection begins with a quick row of exchanges, for a good offset from the first seconds on. */
const QUICK_EXCHANGES = 8;
const QUICK_TIME_EVERY_MS = 100;

/** A question for the time that is not answered yet. */
interface TimeQuestion {
  readonly askedAtMs: number;
  /** Where it asks for the arrival of what was sent before it. */
  readonly onArrived: ((heldMs: number) => void) | undefined;
}

/** The control messages of one connection: what was declared and asked on it, and when. */
export class ControlChannel {
  readonly #options: ControlOptions;
  readonly #offset = new ClockOffset();
  #declaredEpoch = 0;
  #helloAtMs = 0;
  #askedTimeAtMs = 0;
  #askedTimes = 0;
  /** Answers come in order. */
  readonly #questions: TimeQuestion[] = [];
  #saidClockAtMs = Number.NEGATIVE_INFINITY;
  #isStopSaid = false;

  constructor(options: ControlOptions) {
    this.#options = options;
  }

  /** The shortest round trip so far; undefined before the first answer. */
  get roundTripMs(): number | undefined {
    return this.#offset.roundTripMs;
  }

  /** How much longer an answer takes on its way back than at best. */
  get answerHeldMs(): number {
    return this.#offset.answerHeldMs;
  }

  /** Says hello, with the epoch of the oldest sample that is kept. */
  sayHello(oldest: FormatEpoch, range: Required<Pick<Hello, 'keptFromSample' | 'endSample'>>): void {
    this.#declaredEpoch = oldest.epoch;
    this.#helloAtMs = this.#options.nowMs();
    this.#say({ type: 'hello', ...this.#options.identity, ...oldest, ...range });
  }

  takeWelcome({ serverTimeMs }: Welcome): void {
    this.#noteExchange(this.#helloAtMs, serverTimeMs);
  }

  /** Takes the answer to the oldest question that has none. */
  takeTime({ serverTimeMs }: Pick<TimeAnswer, 'serverTimeMs'>): void {
    const question = this.#questions.shift();
    if (question === undefined) return;
    const { askedAtMs, onArrived } = question;
    if (onArrived === undefined) this.#noteExchange(askedAtMs, serverTimeMs);
    else onArrived(this.#offset.questionHeldMs({ sentAtMs: askedAtMs, serverTimeMs }));
  }

  /** Learns when what was sent so far has arrived, and how much longer that took than it takes at best. */
  askArrival(onArrived: (heldMs: number) => void): void {
    this.#askTime(onArrived);
  }

  /** Asks for the server's time when the last answer is old. */
  keepTime(): void {
    const nowMs = this.#options.nowMs();
    const everyMs = this.#askedTimes < QUICK_EXCHANGES ? QUICK_TIME_EVERY_MS : TIME_EVERY_MS;
    if (nowMs - this.#askedTimeAtMs < everyMs) return;
    this.#askedTimeAtMs = nowMs;
    this.#askedTimes += 1;
    this.#askTime(undefined);
  }

  /** Declares the formats up to that of an epoch, where that is not done yet. */
  declareEpoch(epoch: number): void {
    while (this.#declaredEpoch < epoch) {
      this.#declaredEpoch += 1;
      this.#say({ type: 'format', ...this.#options.cutter.epochOf(this.#declaredEpoch) });
    }
  }

  /** Declares samples that are not there, in as many messages as the protocol wants. */
  sayGap({ epoch, startSample, samples, reason }: Omit<Gap, 'type'>): void {
    const { format } = this.#options.cutter.epochOf(epoch);
    const most = format.sampleRateHz * GAP_SECONDS_PER_MESSAGE;
    for (let done = 0; done < samples; done += most) {
      const count = Math.min(most, samples - done);
      this.#say({ type: 'gap', epoch, startSample: startSample + done, samples: count, reason });
    }
  }

  /** Says, about once a second, when a sample was captured. */
  sayClock(sample: number, capturedAtMs: number): void {
    const { offsetMs } = this.#offset;
    if (offsetMs === undefined || capturedAtMs - this.#saidClockAtMs < CLOCK_EVERY_MS) return;
    this.#saidClockAtMs = capturedAtMs;
    this.#say({ type: 'clock', sample, capturedAtMs: capturedAtMs + offsetMs });
  }

  /** Says stop, once. */
  sayStop(endSample: number): void {
    if (this.#isStopSaid) return;
    this.#isStopSaid = true;
    this.#say({ type: 'stop', endSample });
  }

  #askTime(onArrived: TimeQuestion['onArrived']): void {
    const askedAtMs = this.#options.nowMs();
    this.#questions.push({ askedAtMs, onArrived });
    this.#say({ type: 'time', clientTimeMs: askedAtMs });
  }

  #noteExchange(sentAtMs: number, serverTimeMs: number): void {
    this.#offset.add({ sentAtMs, receivedAtMs: this.#options.nowMs(), serverTimeMs });
  }

  #say(message: ClientMessage): void {
    this.#options.link.sendText(encodeMessage(message));
  }
}
