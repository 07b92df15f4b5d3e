import {
  type ClientMessage,
  encodeMessage,
  type Gap,
  type Hello,
  type TimeAnswer,
  type Welcome,
} from './message.ts';
import { type Backlog, type BacklogEntry, endOf, type GapEntry, restOfGap } from './sender-backlog.ts';
import type { BlockCutter } from './sender-cutter.ts';
import { ClockOffset } from './sender-time.ts';

/** How a sender reaches the server. */
export interface SenderLink {
  /** Opens a connection. One that is still there is dropped, and nothing more is heard of it. */
  open(): void;
  sendText(text: string): void;
  sendBlock(frame: Uint8Array<ArrayBuffer>): void;
  /** Closes the connection; nothing more is heard of it. */
  close(): void;
}

/** What a conversation needs of its sender. */
export interface ConversationOptions {
  readonly link: SenderLink;
  readonly backlog: Backlog;
  /** Knows the formats. */
  readonly cutter: Pick<BlockCutter, 'current' | 'epochOf'>;
  readonly identity: Pick<Hello, 'session' | 'key' | 'client'>;
  readonly nowMs: () => number;
}

const GAP_SECONDS_PER_MESSAGE = 60;
const CLOCK_EVERY_MS = 1_000;
const TIME_EVERY_MS = 1_000;
/** A connection begins with a quick row of exchanges, for a good offset from the first seconds on. */
const QUICK_EXCHANGES = 8;
const QUICK_TIME_EVERY_MS = 100;
const FORGOTTEN_REASON = 'acknowledged before, and no longer kept by the sender';

/** What is said over one connection: what was declared, sent and not acknowledged on it. It ends with it. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #offset = new ClockOffset();
  /** Blocks on their way, oldest first. */
  readonly #inFlight: { endSample: number; durationMs: number }[] = [];
  #inFlightMs = 0;
  #limitMs = 0;
  #nextToSend = 0;
  #declaredEpoch = 0;
  #helloAtMs = 0;
  #askedTimeAtMs = 0;
  #askedTimes = 0;
  #saidClockAtMs = Number.NEGATIVE_INFINITY;
  #isStopSaid = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /** Says hello, with the epoch of the oldest sample that is kept. */
  sayHello(acknowledged: number): void {
    const { backlog, identity, cutter, nowMs } = this.#options;
    const oldest = backlog.entryAt(acknowledged);
    const { epoch, startSample, format } =
      oldest === undefined ? cutter.current : cutter.epochOf(oldest.epoch);
    this.#declaredEpoch = epoch;
    this.#helloAtMs = nowMs();
    this.#say({ type: 'hello', ...identity, epoch, startSample, format, keptFromSample: acknowledged });
  }

  /** Goes on from where the server is. */
  begin(welcome: Welcome): void {
    this.#nextToSend = welcome.nextSample;
    this.#limitMs = welcome.inFlightMs;
    this.takeTime({ clientTimeMs: this.#helloAtMs, serverTimeMs: welcome.serverTimeMs });
  }

  /** Takes the server's time for an exchange that began at `clientTimeMs`. */
  takeTime(answer: Pick<TimeAnswer, 'clientTimeMs' | 'serverTimeMs'>): void {
    const { clientTimeMs: sentAtMs, serverTimeMs } = answer;
    this.#offset.add({ sentAtMs, receivedAtMs: this.#options.nowMs(), serverTimeMs });
  }

  /** Samples before `sample` have arrived. */
  acknowledge(sample: number): void {
    this.#nextToSend = Math.max(this.#nextToSend, sample);
    while (this.#inFlight[0] !== undefined && this.#inFlight[0].endSample <= sample) {
      this.#inFlightMs -= this.#inFlight.shift()?.durationMs ?? 0;
    }
  }

  /** Sends what may be on its way at once. */
  pump(): void {
    for (;;) {
      const entry = this.#options.backlog.entryAt(this.#nextToSend);
      if (entry === undefined || !this.#hasRoomFor(entry)) return;
      this.#declareEpoch(entry.epoch);
      this.#declareForgotten(entry);
      this.#send(entry);
      this.#nextToSend = endOf(entry);
    }
  }

  /** Asks for the server's time when the last answer is old. */
  keepTime(): void {
    const nowMs = this.#options.nowMs();
    const everyMs = this.#askedTimes < QUICK_EXCHANGES ? QUICK_TIME_EVERY_MS : TIME_EVERY_MS;
    if (nowMs - this.#askedTimeAtMs < everyMs) return;
    this.#askedTimeAtMs = nowMs;
    this.#askedTimes += 1;
    this.#say({ type: 'time', clientTimeMs: nowMs });
  }

  /** Says stop, once everything was sent. */
  sayStop(endSample: number): void {
    if (this.#isStopSaid || this.#nextToSend < endSample) return;
    this.#isStopSaid = true;
    this.#say({ type: 'stop', endSample });
  }

  /** A block longer than the limit must be able to pass, so an empty line takes any. */
  #hasRoomFor(entry: BacklogEntry): boolean {
    if (entry.kind === 'gap' || this.#inFlight.length === 0) return true;
    return this.#inFlightMs + entry.durationMs <= this.#limitMs;
  }

  #declareEpoch(epoch: number): void {
    if (epoch === this.#declaredEpoch) return;
    this.#declaredEpoch = epoch;
    this.#say({ type: 'format', ...this.#options.cutter.epochOf(epoch) });
  }

  /** A server that lost what it had acknowledged asks for samples that are no longer kept. */
  #declareForgotten({ epoch, startSample }: BacklogEntry): void {
    const samples = startSample - this.#nextToSend;
    if (samples > 0)
      this.#sayGap({ epoch, startSample: this.#nextToSend, samples, reason: FORGOTTEN_REASON });
  }

  #send(entry: BacklogEntry): void {
    if (entry.kind === 'gap') return this.#sendGap(entry);
    this.#options.link.sendBlock(entry.frame);
    this.#inFlight.push({ endSample: endOf(entry), durationMs: entry.durationMs });
    this.#inFlightMs += entry.durationMs;
    if (entry.capturedAtMs !== undefined) this.#sayClock(entry.startSample, entry.capturedAtMs);
  }

  #sendGap(entry: GapEntry): void {
    this.#sayGap(this.#nextToSend > entry.startSample ? restOfGap(entry, this.#nextToSend) : entry);
    if (entry.isOverflow) this.#options.backlog.noteDeclared(endOf(entry));
  }

  #sayGap({ epoch, startSample, samples, reason }: Omit<Gap, 'type'>): void {
    const { format } = this.#options.cutter.epochOf(epoch);
    const most = format.sampleRateHz * GAP_SECONDS_PER_MESSAGE;
    for (let done = 0; done < samples; done += most) {
      const count = Math.min(most, samples - done);
      this.#say({ type: 'gap', epoch, startSample: startSample + done, samples: count, reason });
    }
  }

  #sayClock(sample: number, capturedAtMs: number): void {
    const { offsetMs } = this.#offset;
    if (offsetMs === undefined || capturedAtMs - this.#saidClockAtMs < CLOCK_EVERY_MS) return;
    this.#saidClockAtMs = capturedAtMs;
    this.#say({ type: 'clock', sample, capturedAtMs: capturedAtMs + offsetMs });
  }

  #say(message: ClientMessage): void {
    this.#options.link.sendText(encodeMessage(message));
  }
}
