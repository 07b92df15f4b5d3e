import type { Hello, TimeAnswer, Welcome } from './message.ts';
import { type Backlog, type BacklogEntry, endOf, type GapEntry, restOfGap } from './sender-backlog.ts';
import { ControlChannel } from './sender-control.ts';
import type { BlockCutter } from './sender-cutter.ts';
import type { SenderLink } from './sender-link.ts';

/** What a conversation needs of its sender. */
export interface ConversationOptions {
  readonly link: SenderLink;
  readonly backlog: Backlog;
  /** Knows the formats. */
  readonly cutter: Pick<BlockCutter, 'current' | 'endSample' | 'epochOf'>;
  readonly identity: Pick<Hello, 'session' | 'key' | 'client'>;
  readonly nowMs: () => number;
}

const FORGOTTEN_REASON = 'acknowledged before, and no longer kept by the sender';

/** What is said over one connection: what was sent and not acknowledged on it. It ends with it. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #control: ControlChannel;
  /** Blocks on their way, oldest first. */
  readonly #inFlight: { endSample: number; durationMs: number }[] = [];
  #inFlightMs = 0;
  #limitMs = 0;
  #nextToSend = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#control = new ControlChannel(options);
  }

  /** Says hello, with the epoch of the oldest sample that is kept. */
  sayHello(acknowledged: number): void {
    const { backlog, cutter } = this.#options;
    const oldest = backlog.entryAt(acknowledged)?.epoch ?? cutter.current;
    this.#control.sayHello(oldest, { keptFromSample: acknowledged, endSample: cutter.endSample });
  }

  /** Goes on from where the server is. */
  begin(welcome: Welcome): void {
    this.#nextToSend = welcome.nextSample;
    this.#limitMs = welcome.inFlightMs;
    this.#control.takeWelcome(welcome);
  }

  /** Takes the server's time for an exchange that began at `clientTimeMs`. */
  takeTime(answer: TimeAnswer): void {
    this.#control.takeTime(answer);
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
      this.#control.declareEpoch(entry.epoch.epoch);
      this.#declareForgotten(entry);
      this.#send(entry);
      this.#nextToSend = endOf(entry);
    }
  }

  /** Asks for the server's time when the last answer is old. */
  keepTime(): void {
    this.#control.keepTime();
  }

  /** Says stop, once everything was sent. */
  sayStop(endSample: number): void {
    if (this.#nextToSend >= endSample) this.#control.sayStop(endSample);
  }

  /** A block longer than the limit must be able to pass, so an empty line takes any. */
  #hasRoomFor(entry: BacklogEntry): boolean {
    if (entry.kind === 'gap' || this.#inFlight.length === 0) return true;
    return this.#inFlightMs + entry.durationMs <= this.#limitMs;
  }

  /** A server that lost what it had acknowledged asks for samples that are no longer kept. */
  #declareForgotten({ epoch, startSample }: BacklogEntry): void {
    const samples = startSample - this.#nextToSend;
    if (samples <= 0) return;
    const gap = { epoch: epoch.epoch, startSample: this.#nextToSend, samples, reason: FORGOTTEN_REASON };
    this.#control.sayGap(gap);
  }

  #send(entry: BacklogEntry): void {
    if (entry.kind === 'gap') return this.#sendGap(entry);
    this.#options.link.sendBlock(entry.frame);
    this.#inFlight.push({ endSample: endOf(entry), durationMs: entry.durationMs });
    this.#inFlightMs += entry.durationMs;
    if (entry.capturedAtMs !== undefined) this.#control.sayClock(entry.startSample, entry.capturedAtMs);
  }

  #sendGap(entry: GapEntry): void {
    const rest = this.#nextToSend > entry.startSample ? restOfGap(entry, this.#nextToSend) : entry;
    this.#control.sayGap({ ...rest, epoch: rest.epoch.epoch });
    if (entry.isOverflow) this.#options.backlog.noteDeclared(endOf(entry));
  }
}
