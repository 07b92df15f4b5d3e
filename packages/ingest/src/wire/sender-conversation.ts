import type { Hello, Progress, TimeAnswer, Welcome } from './message.ts';
import type { Backlog } from './sender-backlog.ts';
import { BackfillWindow } from './sender-backfill-window.ts';
import { ControlChannel } from './sender-control.ts';
import type { BlockCutter } from './sender-cutter.ts';
import type { DeliveryRate } from './sender-delivery-rate.ts';
import type { InFlightLimit } from './sender-in-flight.ts';
import type { SenderLink } from './sender-link.ts';
import type { UplinkMode } from './sender-mode.ts';
import { PcmLane } from './sender-pcm-lane.ts';
import { StandInLane } from './sender-stand-in-lane.ts';
import type { StandInEncoder } from './stand-in.ts';

/** What a conversation needs of its sender. */
export interface ConversationOptions {
  readonly link: SenderLink;
  readonly backlog: Backlog;
  /** Knows the formats. */
  readonly cutter: Pick<BlockCutter, 'current' | 'endSample' | 'epochOf' | 'durationMsBefore'>;
  readonly identity: Pick<Hello, 'session' | 'key' | 'client' | 'isForJournalOnly'>;
  readonly nowMs: () => number;
  /** How fast PCM is delivered; remembered from connection to connection. */
  readonly rate: DeliveryRate;
  readonly standIns: StandInEncoder | undefined;
  /** Stand-ins of this level cannot be made. */
  readonly onStandInsFailed: () => void;
}

/** PCM on its way beyond what the acknowledgements' rhythm needs, for the line's moods. */
const SLACK_MS = 150;
/** While stand-ins take longer to arrive, no PCM goes between them. */
const STAND_INS_LATE_MS = 1_000;

/** What is said over one connection: control messages, PCM, and stand-ins where the uplink is narrow. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #control: ControlChannel;
  readonly #pcm: PcmLane;
  readonly #backfillWindow = new BackfillWindow();
  #standIns: StandInLane | undefined;
  #welcome: Welcome | undefined;
  #liveSample = 0;
  #behindMs = 0;
  /** Whether the server said that its disk holds up what it acknowledges. */
  #isJournalFailing = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#control = new ControlChannel(options);
    this.#pcm = new PcmLane({ ...options, control: this.#control });
  }

  /** Every sample of PCM before it was sent. */
  get nextToSend(): number {
    return this.#pcm.nextToSend;
  }

  /** How far the PCM is behind the stand-ins; 0 where it could pass them. */
  get behindMs(): number {
    return this.#behindMs;
  }

  /** Says hello, with the epoch of the oldest sample that is kept. */
  sayHello(acknowledged: number): void {
    const { backlog, cutter } = this.#options;
    const oldest = backlog.entryAt(acknowledged)?.epoch ?? cutter.current;
    this.#control.sayHello(oldest, { keptFromSample: acknowledged, endSample: cutter.endSample });
  }

  /** Goes on from where the server is. */
  begin(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#liveSample = welcome.liveSample;
    this.#pcm.begin(welcome.nextSample);
    this.#control.takeWelcome(welcome);
  }

  /** Sends stand-ins from the newest sample on, of another level than before, or no more. */
  changeMode(mode: UplinkMode): void {
    const { standIns: encoder, backlog, onStandInsFailed } = this.#options;
    this.close();
    this.#standIns = undefined;
    if (mode.name === 'lossless' || encoder === undefined) return;
    const fromSample = Math.max(backlog.endSample, this.#liveSample);
    this.#standIns = new StandInLane({
      ...this.#options,
      control: this.#control,
      encoder,
      level: mode.level,
      fromSample,
      limitMs: this.#welcome?.inFlightMs ?? 0,
      onFailed: onStandInsFailed,
    });
  }

  takeTime(answer: TimeAnswer): void {
    this.#control.takeTime(answer);
  }

  noteJournal(isFailing: boolean): void {
    this.#isJournalFailing = isFailing;
  }

  acknowledge(progress: Progress): void {
    this.#liveSample = progress.liveSample;
    this.#pcm.acknowledge(progress);
    this.#standIns?.acknowledge(progress);
  }

  /** Sends what may be on its way at once: first what goes on air. */
  pump(): void {
    const isCaughtUp = this.#standIns === undefined ? this.#pumpPcm() : this.#pumpBeside(this.#standIns);
    const { cutter } = this.#options;
    const liveSample = Math.max(this.#liveSample, this.#standIns?.endSample ?? 0);
    const behindMs = cutter.durationMsBefore(liveSample) - cutter.durationMsBefore(this.#pcm.nextToSend);
    this.#behindMs = isCaughtUp ? 0 : Math.max(Number.MIN_VALUE, behindMs);
  }

  /** Asks for the server's time when the last answer is old. */
  keepTime(): void {
    this.#control.keepTime();
  }

  /** Says stop, once everything that goes on air was sent. */
  sayStop(endSample: number): void {
    this.#standIns?.finish();
    if (this.#standIns !== undefined || this.#pcm.nextToSend >= endSample) this.#control.sayStop(endSample);
  }

  /** Nothing more is encoded. */
  close(): void {
    this.#standIns?.close();
  }

  #pumpPcm(): boolean {
    const backfillBefore = this.#isJournalFailing ? 0 : this.#liveSample;
    const mostAgeMs = this.#mostAgeMs;
    return this.#pcm.pump({ limit: this.#limitWithin(mostAgeMs), mostAgeMs, backfillBefore });
  }

  #pumpBeside(standIns: StandInLane): boolean {
    standIns.pump();
    if (standIns.inFlightMs > STAND_INS_LATE_MS) return false;
    return this.#pcm.backfill(this.#backfillWindow, Math.max(this.#liveSample, standIns.endSample));
  }

  /** How long it takes at most until something that arrives at once is acknowledged. */
  get #mostAgeMs(): number {
    const { roundTripMs = 0, answerHeldMs } = this.#control;
    return roundTripMs + answerHeldMs + (this.#welcome?.acknowledgeEveryMs ?? 0) + SLACK_MS;
  }

  /** As much as the line delivers in a time. */
  #limitWithin(ageMs: number): InFlightLimit {
    const bytesPerMs = this.#options.rate.bytesPerMs ?? Number.POSITIVE_INFINITY;
    return { durationMs: this.#welcome?.inFlightMs ?? 0, bytes: bytesPerMs * ageMs };
  }
}
