import { randomUUID } from 'node:crypto';
import type { PcmFormat } from '../wire/pcm-format.ts';
import type { KeptFile } from '../wire/sender-kept-file.ts';
import type { Problem } from '../wire/sender-state.ts';
import { NOTHING_SENT } from '../wire/sender-stats.ts';
import type { CaptureEnd, CaptureReport } from './capture-report.ts';
import { KeptErrand } from './kept-errand.ts';
import { KeptFolder } from './kept-folder.ts';
import { type Destination, NodeDelivery } from './node-delivery.ts';
import { openSound, type SoundAccess } from './open-sound.ts';
import { PcmLevel } from './pcm-level.ts';
import { SampleRow } from './sample-row.ts';
import type { SoundChoice } from './sound-choice.ts';
import type { Sound } from './sound.ts';
import { steadyNowMs } from './steady-clock.ts';

/** What is broadcast where. */
export interface CaptureOptions extends SoundAccess {
  readonly destination: Destination;
  /** Undefined to send no more than what earlier broadcasts left. */
  readonly choice: SoundChoice | undefined;
  /** Where sound is kept that waits to be sent. */
  readonly folder: string;
  /** Called after each change of state, of the sound card's too; must not throw. */
  readonly onStateChanged?: () => void;
}

const TICK_EVERY_MS = 50;
const REOPEN_AFTER_MS = 2_000;

/** A broadcast from this computer: its sound, its way to the server, and what earlier ones left unsent. */
export class Capture {
  readonly #options: CaptureOptions;
  readonly #session = randomUUID();
  readonly #folder: KeptFolder;
  readonly #errand: KeptErrand;
  readonly #level = new PcmLevel();
  readonly #timer = setInterval(() => this.#tick(), TICK_EVERY_MS);
  #sound: Sound | undefined;
  #soundProblem: string | undefined;
  #reopenAtMs: number | undefined;
  #delivery: NodeDelivery | undefined;
  #row: SampleRow | undefined;
  #file: KeptFile | undefined;
  #fileProblem: string | undefined;
  #errandDone: Promise<void> | undefined;
  #isStopping = false;
  #finish: (end: CaptureEnd) => void = () => undefined;
  /** Resolves when it is over, in whatever way. */
  readonly finished: Promise<CaptureEnd>;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#folder = new KeptFolder({ folder: options.folder, station: options.destination.station });
    const { destination } = options;
    this.#errand = new KeptErrand({ destination, folder: this.#folder, exceptSession: this.#session });
    this.finished = new Promise<CaptureEnd>((resolve) => {
      this.#finish = resolve;
    }).finally(() => clearInterval(this.#timer));
    if (options.choice === undefined) void this.#settle(undefined);
    else this.#openSound(options.choice);
  }

  get report(): CaptureReport {
    return {
      state: this.#delivery?.sender.state ?? { name: 'idle' },
      stats: this.#delivery?.sender.stats ?? NOTHING_SENT,
      soundProblem: this.#soundProblem,
      connectionProblem: this.#delivery?.failure,
      fileProblem: this.#fileProblem,
      missingMs: this.#row?.missingMs ?? 0,
      earlierMs: this.#errand.unsentMs,
      earlierProblem: this.#errand.fileProblem,
    };
  }

  /** The peak of each channel since the last call, 1 is full scale. */
  takePeaks(): number[] {
    return this.#level.take();
  }

  /** Ends the broadcast; everything that waits is sent first. */
  stop(): void {
    // Ctrl-C reaches ffmpeg too, whose end then says nothing about the sound.
    this.#soundProblem = undefined;
    this.#end();
  }

  /** Ends at once; what waits is kept for another time. */
  leave(): void {
    this.#isStopping = true;
    this.#closeSound();
    this.#errand.leave();
    if (this.#delivery === undefined) void this.#settle(undefined);
    else this.#delivery.sender.abandon();
  }

  #end(): void {
    this.#isStopping = true;
    this.#closeSound();
    this.#delivery?.keepAll();
    if (this.#delivery === undefined) void this.#settle(undefined);
    else this.#delivery.sender.stop();
  }

  #openSound(choice: SoundChoice): void {
    this.#reopenAtMs = undefined;
    const sound = openSound(choice, this.#options, {
      onSound: (pcm, capturedAtMs) => this.#take(pcm, capturedAtMs, sound.format),
      onMissing: (durationMs, reason) => this.#row?.miss(durationMs, reason),
      onEnd: (failure) => this.#handleSoundEnd(choice, failure),
    });
    this.#sound = sound;
  }

  #closeSound(): void {
    this.#sound?.close();
    this.#sound = undefined;
    this.#reopenAtMs = undefined;
  }

  #take(pcm: Buffer, capturedAtMs: number, format: PcmFormat): void {
    this.#delivery ??= this.#begin(format);
    this.#row ??= new SampleRow(this.#delivery.sender);
    if (this.#soundProblem !== undefined) this.#tellChange();
    this.#soundProblem = undefined;
    this.#level.add(pcm, format.channels);
    this.#row.capture(pcm, capturedAtMs, format);
  }

  #begin(format: PcmFormat): NodeDelivery {
    const delivery = new NodeDelivery({
      ...this.#options.destination,
      session: this.#session,
      start: format,
      onStateChanged: () => this.#tellChange(),
      onEnded: () => void this.#settle(delivery),
    });
    // Without a file a minute is kept in memory.
    this.#folder.begin(this.#session).then(
      (file) => {
        this.#file = file;
        delivery.keepIn(file);
      },
      (error: unknown) => {
        this.#fileProblem = error instanceof Error ? error.message : String(error);
      },
    );
    return delivery;
  }

  /** A sound card that was there may come back; a file that is over is over. */
  #handleSoundEnd(choice: SoundChoice, failure: Error | undefined): void {
    this.#sound = undefined;
    this.#soundProblem = failure?.message;
    if (this.#isStopping) return;
    if (choice.kind === 'device' && this.#delivery !== undefined) {
      this.#row?.noteLost();
      this.#tellChange();
      this.#reopenAtMs = steadyNowMs() + REOPEN_AFTER_MS;
    } else this.#end();
  }

  /** Once it can be reported: the first change comes before there is a delivery. */
  #tellChange(): void {
    queueMicrotask(() => this.#options.onStateChanged?.());
  }

  #tick(): void {
    const nowMs = steadyNowMs();
    this.#row?.tick(nowMs);
    this.#delivery?.tick();
    if (this.#delivery?.sender.state.name === 'live') void this.#startErrand();
    this.#errand.tick();
    const { choice } = this.#options;
    if (choice !== undefined && nowMs >= (this.#reopenAtMs ?? Number.POSITIVE_INFINITY))
      this.#openSound(choice);
  }

  #startErrand(): Promise<void> {
    return (this.#errandDone ??= this.#errand.run());
  }

  /** The broadcast is over, or there is none: earlier ones may still be under way. */
  async #settle(delivery: NodeDelivery | undefined): Promise<void> {
    this.#closeSound();
    const { choice } = this.#options;
    const state = delivery?.sender.state;
    if (state?.name === 'refused') this.#errand.leave();
    const sendsEarlier = choice === undefined || this.#errandDone !== undefined;
    if (sendsEarlier) await this.#startErrand();
    this.#finish(this.#endOf(delivery));
  }

  #endOf(delivery: NodeDelivery | undefined): CaptureEnd {
    const ownMs = delivery?.unsentMs ?? 0;
    const unsentMs = ownMs + this.#errand.unsentMs;
    const unsent = { unsentMs, isKept: ownMs === 0 || this.#file !== undefined };
    const problem = this.#refusalOf(delivery);
    if (problem !== undefined) return { name: 'refused', problem, ...unsent };
    if (unsentMs > 0) return { name: 'unsent', ...unsent };
    if (this.#soundProblem !== undefined) return { name: 'no-sound', message: this.#soundProblem };
    const { fileProblem } = this.#errand;
    return fileProblem === undefined ? { name: 'sent' } : { name: 'unreadable', message: fileProblem };
  }

  /** Of earlier broadcasts only where there is none of its own. */
  #refusalOf(delivery: NodeDelivery | undefined): Problem | undefined {
    const state = delivery?.sender.state;
    if (state?.name === 'refused') return state;
    return this.#options.choice === undefined ? this.#errand.problem : undefined;
  }
}
