import type { Conversation } from './sender-conversation.ts';
import type { BlockCutter } from './sender-cutter.ts';
import { DeliveryRate } from './sender-delivery-rate.ts';
import { type UplinkMode, UplinkModeRule } from './sender-mode.ts';
import type { StandInEncoder } from './stand-in.ts';

/** What an {@link Uplink} needs of its sender. */
export interface UplinkOptions {
  readonly cutter: Pick<BlockCutter, 'current' | 'endSample' | 'durationMsBefore'>;
  readonly standIns: StandInEncoder | undefined;
  readonly nowMs: () => number;
}

/** What a sender knows of its uplink from connection to connection, and which mode follows from it. */
export class Uplink {
  /** Of PCM. */
  readonly rate = new DeliveryRate();
  readonly #options: UplinkOptions;
  readonly #rule = new UplinkModeRule();

  constructor(options: UplinkOptions) {
    this.#options = options;
  }

  get modeName(): UplinkMode['name'] {
    return this.#rule.mode.name;
  }

  /** A connection goes on in the mode of the one before. */
  begin(conversation: Conversation): void {
    this.#rule.forgetReadings();
    if (this.modeName === 'reduced') conversation.changeMode(this.#rule.mode);
  }

  /** Reduces the sound where the uplink does not carry it. */
  watch(conversation: Conversation, liveSample: number): void {
    const { cutter, nowMs } = this.#options;
    const capturedMs = cutter.durationMsBefore(cutter.endSample);
    const sentBefore = Math.max(conversation.nextToSend, liveSample);
    const reading = {
      nowMs: nowMs(),
      lagMs: capturedMs - cutter.durationMsBefore(liveSample),
      waitingMs: capturedMs - cutter.durationMsBefore(sentBefore),
      liveSample,
    };
    if (this.#rule.watch(reading, this.#levels)) conversation.changeMode(this.#rule.mode);
  }

  /** Sends what there is room for, lossless again where the PCM has caught up. */
  pump(conversation: Conversation): void {
    conversation.pump();
    if (!this.#rule.noteBehind(this.#options.nowMs(), conversation.behindMs)) return;
    conversation.changeMode(this.#rule.mode);
    conversation.pump();
  }

  /** Stand-ins of the level in use cannot be made: takes the next, or none. */
  handleStandInsFailed(conversation: Conversation): void {
    const nowMs = this.#options.nowMs();
    if (!this.#rule.stepDown(nowMs, this.#levels)) this.#rule.restore(nowMs);
    conversation.changeMode(this.#rule.mode);
  }

  get #levels(): number {
    const { standIns, cutter } = this.#options;
    return standIns?.levelsOf(cutter.current.format).length ?? 0;
  }
}
