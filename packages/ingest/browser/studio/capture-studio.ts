import { NOTHING_SENT } from '../../src/wire/sender-stats.ts';
import { Ear } from '../sources/ear.ts';
import type { MicrophoneProblem } from '../sources/microphone-problem.ts';
import { isOwnId } from '../sources/microphone-track.ts';
import { SourceRack } from '../sources/source-rack.ts';
import type { BroadcastOrder, PageMessage, WorkerMessage, WorkerReport } from '../worker-message.ts';
import { isAtRest } from './broadcast-state.ts';
import { PrivateCheck } from './private-check.ts';

/** Before anything happened. */
export const IDLE_REPORT: WorkerReport = {
  state: { name: 'idle' },
  ...NOTHING_SENT,
  uplinkBps: 0,
  isSendingKept: false,
  mix: { peaks: [], loudness: {}, clips: 0, quietMs: 0 },
  sources: {},
};

/** Where a studio's events go. */
export interface StudioEvents {
  /** Something that is shown may have changed. */
  readonly onChange: () => void;
  /** The worker's report, some 25 times a second. */
  readonly onReport: (report: WorkerReport) => void;
}

/** The broadcaster's side without its looks: the sources, and the worker that mixes and sends them. */
export class CaptureStudio {
  readonly #events: StudioEvents;
  readonly #worker: Worker;
  readonly #ear = new Ear();
  /** The sources of the broadcast. */
  readonly rack: SourceRack;
  readonly check: PrivateCheck;
  #devices: readonly MediaDeviceInfo[] = [];
  #report = IDLE_REPORT;
  #isBroken = false;
  #atRest: (() => void)[] = [];

  constructor(station: string, events: StudioEvents) {
    this.#events = events;
    this.#worker = new Worker(new URL('./capture-worker.js', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => this.#handle(data);
    this.#worker.onerror = () => {
      this.#isBroken = true;
      events.onChange();
    };
    this.#order({ type: 'look-for-kept', station });
    this.check = new PrivateCheck(this.#ear, () => events.onChange());
    this.rack = new SourceRack({
      onChange: () => this.#handleSources(),
      onOrder: (order, transfer) => this.#post({ to: 'sound', order }, transfer),
    });
    navigator.mediaDevices.addEventListener('devicechange', () => {
      this.rack.retryNow();
      this.#listDevices();
    });
    this.#listDevices();
  }

  get report(): WorkerReport {
    return this.#report;
  }

  /** Microphones and line inputs; without names before the browser's permission. */
  get devices(): readonly MediaDeviceInfo[] {
    return this.#devices;
  }

  /** Whether the worker could not be run. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Whether sound is captured, sent or kept to be sent. */
  get isBroadcasting(): boolean {
    return !isAtRest(this.#report);
  }

  /**
   * Begins a broadcast; resolves when it is being connected, or with the reason why there is no sound to begin with.
   */
  async goLive(key: string): Promise<MicrophoneProblem | undefined> {
    if (this.isBroadcasting) return undefined;
    await this.#openMicrophone();
    const { hasSound, microphone } = this.rack;
    if (!hasSound && microphone.name === 'failed') return microphone.problem;
    this.check.forget();
    this.#report = { ...this.#report, state: { name: 'connecting' } };
    askForLastingStorage();
    this.#order({ type: 'go-live', key, session: crypto.randomUUID() });
    return undefined;
  }

  /** Sends what an earlier broadcast left on this device. */
  sendKept(session: string, key: string): void {
    if (!this.isBroadcasting) this.#order({ type: 'send-kept', session, key });
  }

  /** Deletes what an earlier broadcast left on this device. */
  discardKept(session: string): void {
    this.#order({ type: 'discard-kept', session });
  }

  /** The page may be left now: what is not sent is written down. */
  keepAll(): void {
    if (this.isBroadcasting) this.#order({ type: 'keep-all' });
  }

  /** Ends the broadcast; resolves when everything is sent, or cannot be. */
  async stop(): Promise<void> {
    if (!this.isBroadcasting) return;
    this.#order({ type: 'stop' });
    await new Promise<void>((resolve) => this.#atRest.push(resolve));
  }

  /** Ends at once; what waits is kept on this device. */
  abandon(): void {
    this.#order({ type: 'abandon' });
  }

  /** Adds an input, with a device that no other one uses where there is one. */
  async addInput(): Promise<void> {
    const used = new Set(
      this.rack.strips.flatMap((strip) =>
        strip.kind === 'input' && strip.microphone.state.name === 'open'
          ? [strip.microphone.state.deviceId]
          : [],
      ),
    );
    const free = this.#devices.find(({ deviceId }) => !used.has(deviceId) && isOwnId(deviceId));
    await this.rack.addInput(free?.deviceId);
  }

  /** Records a few seconds of what would go on air, and plays them to the broadcaster. */
  async checkSound(): Promise<void> {
    if (this.isBroadcasting) return;
    await this.#openMicrophone();
    if (!this.rack.hasSound) return;
    this.check.begin();
    this.#post({ to: 'sound', order: { type: 'record-check' } });
  }

  /** Unless the broadcaster has taken it away, or it is open. */
  async #openMicrophone(): Promise<void> {
    const { hasInput, hasSound, microphone } = this.rack;
    if (microphone.name !== 'open' && (hasInput || !hasSound)) await this.rack.openMicrophone();
  }

  #handle(message: WorkerMessage): void {
    if (message.type === 'report') this.#handleReport(message.report);
    else if (message.type === 'deck-sound') this.#ear.play(message);
    else this.check.take(message).catch(() => this.check.forget());
  }

  #handleReport(report: WorkerReport): void {
    this.#report = report;
    if (!this.isBroadcasting) {
      for (const resolve of this.#atRest.splice(0)) resolve();
    }
    this.rack.update(report.sources);
    this.#events.onReport(report);
  }

  #handleSources(): void {
    // The browser gives devices their names with its permission.
    const hasNames = this.#devices.some(({ label }) => label !== '');
    if (!hasNames && this.rack?.microphone.name === 'open') this.#listDevices();
    this.#events.onChange();
  }

  #listDevices(): void {
    navigator.mediaDevices.enumerateDevices().then(
      (devices) => {
        this.#devices = devices.filter(({ kind }) => kind === 'audioinput');
        this.#events.onChange();
      },
      () => undefined,
    );
  }

  #order(order: BroadcastOrder): void {
    this.#post({ to: 'broadcast', order });
  }

  #post(message: PageMessage, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

/** So that the browser does not clear away what waits there; it may refuse. */
function askForLastingStorage(): void {
  navigator.storage.persist().catch(() => undefined);
}
