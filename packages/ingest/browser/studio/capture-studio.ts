import { NOTHING_SENT } from '../../src/wire/sender-stats.ts';
import type { RunningSource } from '../microphone/capture-source.ts';
import type { MicrophoneProblem } from '../microphone/microphone-problem.ts';
import { Microphone, type MicrophoneState } from '../microphone/microphone.ts';
import type { PageMessage, WorkerReport } from '../worker-message.ts';

/** Before anything happened. */
export const IDLE_REPORT: WorkerReport = {
  state: { name: 'idle' },
  ...NOTHING_SENT,
  uplinkBps: 0,
  isSendingKept: false,
  peaks: [],
};

/** A microphone that gives nothing for so long is opened again. */
const SILENT_LIMIT_MS = 3_000;
const AT_REST: readonly WorkerReport['state']['name'][] = ['idle', 'stopped', 'refused'];

/** Where a studio's events go. */
export interface StudioEvents {
  /** Something that is shown may have changed. */
  readonly onChange: () => void;
  /** The worker's report, some 25 times a second. */
  readonly onReport: (report: WorkerReport) => void;
}

/** The broadcaster's side without its looks: a microphone, and the worker that sends its sound. */
export class CaptureStudio {
  readonly #events: StudioEvents;
  readonly #worker: Worker;
  readonly #microphone: Microphone;
  #devices: readonly MediaDeviceInfo[] = [];
  #report = IDLE_REPORT;
  #isBroken = false;
  #atRest: (() => void)[] = [];

  constructor(station: string, events: StudioEvents) {
    this.#events = events;
    this.#worker = new Worker(new URL('./capture-worker.js', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<WorkerReport>) => this.#handleReport(data);
    this.#worker.onerror = () => {
      this.#isBroken = true;
      events.onChange();
    };
    this.#post({ type: 'look-for-kept', station });
    this.#microphone = new Microphone({
      onChange: () => this.#handleMicrophone(),
      onSource: ({ source, transfer }) => this.#post({ type: 'open-source', source }, transfer),
      onSourceClosed: () => this.#post({ type: 'close-source' }),
    });
    navigator.mediaDevices.addEventListener('devicechange', () => {
      this.#microphone.retryNow();
      this.#listDevices();
    });
    this.#listDevices();
  }

  get report(): WorkerReport {
    return this.#report;
  }

  get microphone(): MicrophoneState {
    return this.#microphone.state;
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
    return !AT_REST.includes(this.#report.state.name);
  }

  /** Opens a microphone, by default the system's. Its state tells how it went. */
  async openMicrophone(deviceId?: string): Promise<void> {
    await this.#microphone.open(deviceId);
  }

  /**
   * Begins a broadcast; resolves when it is being connected, or with the reason why there is no microphone.
   */
  async goLive(key: string): Promise<MicrophoneProblem | undefined> {
    if (this.isBroadcasting) return undefined;
    if (this.microphone.name !== 'open') await this.#microphone.open();
    const { microphone } = this;
    if (microphone.name === 'failed') return microphone.problem;
    this.#report = { ...this.#report, state: { name: 'connecting' } };
    askForLastingStorage();
    this.#post({ type: 'go-live', key, session: crypto.randomUUID() });
    return undefined;
  }

  /** Sends what an earlier broadcast left on this device. */
  sendKept(session: string, key: string): void {
    if (!this.isBroadcasting) this.#post({ type: 'send-kept', session, key });
  }

  /** Deletes what an earlier broadcast left on this device. */
  discardKept(session: string): void {
    this.#post({ type: 'discard-kept', session });
  }

  /** The page may be left now: what is not sent is written down. */
  keepAll(): void {
    if (this.isBroadcasting) this.#post({ type: 'keep-all' });
  }

  /** Ends the broadcast; resolves when everything is sent, or cannot be. */
  async stop(): Promise<void> {
    if (!this.isBroadcasting) return;
    this.#post({ type: 'stop' });
    await new Promise<void>((resolve) => this.#atRest.push(resolve));
  }

  /** Ends at once; what waits is kept on this device. */
  abandon(): void {
    this.#post({ type: 'abandon' });
  }

  #handleReport(report: WorkerReport): void {
    this.#report = report;
    if (!this.isBroadcasting) {
      for (const resolve of this.#atRest.splice(0)) resolve();
    }
    if ((report.silentMs ?? 0) > SILENT_LIMIT_MS) this.#microphone.noteSilent();
    this.#events.onReport(report);
  }

  #handleMicrophone(): void {
    // The browser gives devices their names with its permission.
    if (this.microphone.name === 'open') this.#listDevices();
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

  #post(message: PageMessage, transfer: RunningSource['transfer'] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

/** So that the browser does not clear away what waits there; it may refuse. */
function askForLastingStorage(): void {
  navigator.storage.persist().catch(() => undefined);
}
