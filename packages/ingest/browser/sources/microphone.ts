import { type MicrophoneProblem, microphoneProblemOf } from './microphone-problem.ts';
import { deviceIdOf, type Processing, requestTrack } from './microphone-track.ts';
import { type RunningSource, startSource } from './capture-source.ts';

/** What a microphone is doing. */
export type MicrophoneState =
  | { readonly name: 'closed' }
  | { readonly name: 'opening'; readonly deviceId: string | undefined }
  | { readonly name: 'open'; readonly deviceId: string; readonly label: string }
  /** It was open and is gone; it is tried again every 2 s. */
  | { readonly name: 'lost'; readonly problem: MicrophoneProblem }
  /** It could not be opened, and is not tried again by itself: the browser might ask the broadcaster each time. */
  | { readonly name: 'failed'; readonly problem: MicrophoneProblem };

/** Where a microphone's events go. */
export interface MicrophoneEvents {
  readonly onChange: (state: MicrophoneState) => void;
  /** Sound is on its way; what is in `transfer` must be handed to the worker. */
  readonly onSource: (running: RunningSource) => void;
  /** No more sound until the next `onSource`. */
  readonly onSourceClosed: () => void;
}

const RETRY_MS = 2_000;
/** A device that was shaken, or finds itself anew on its bus, is back by then; before, no other goes on air for it. */
const FALL_BACK_AFTER_MS = 8_000;
/** A microphone that is muted by the system for longer is taken as lost. */
const MUTED_LIMIT_MS = 2_000;

/** How a microphone behaves. */
export interface MicrophoneOptions {
  /** Whether the system's default takes the place of one that is lost, until that is back. */
  readonly fallsBack: boolean;
}

/** One microphone, kept open: where it is lost the same one is tried again, after some seconds the system's default. */
export class Microphone {
  readonly #events: MicrophoneEvents;
  readonly #options: MicrophoneOptions;
  #processing: Processing = 'music';
  #state: MicrophoneState = { name: 'closed' };
  /** The device that was chosen, or opened where none was; undefined for the system's default. */
  #wantedId: string | undefined;
  /** The one that was opened last. */
  #openedId: string | undefined;
  /** When the wanted one was lost, by `performance.now()`. */
  #lostAtMs = Number.NEGATIVE_INFINITY;
  #track: MediaStreamTrack | undefined;
  #running: RunningSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;

  constructor(events: MicrophoneEvents, options: MicrophoneOptions) {
    this.#events = events;
    this.#options = options;
  }

  get processing(): Processing {
    return this.#processing;
  }

  /** The track that is open; what its device granted is its own to say. */
  get track(): MediaStreamTrack | undefined {
    return this.#track;
  }

  get state(): MicrophoneState {
    return this.#state;
  }

  /**
   * Opens a device in place of the one that is open; without an id the system's default. Ends open or failed, or lost
   * where another one was open before.
   */
  async open(deviceId?: string): Promise<void> {
    this.#wantedId = deviceId;
    await this.#open(deviceId);
  }

  /** Opens the same device anew, with or without processing. */
  async process(processing: Processing): Promise<void> {
    this.#processing = processing;
    if (this.#state.name === 'open') await this.#open(this.#openedId);
  }

  /** Lets it go for good. */
  close(): void {
    this.#generation += 1;
    this.#release();
    this.#change({ name: 'closed' });
  }

  /** The microphone gives no sound any more, as the worker sees it. */
  noteSilent(): void {
    if (this.#state.name === 'open') this.#lose({ code: 'silent' });
  }

  /** A device was plugged in or out: what is lost is tried at once, and another that stands in for it gives way. */
  retryNow(): void {
    if (this.#state.name === 'lost') this.#retry(this.#state.problem);
    else if (this.#openedId !== this.#wantedId) this.#takeBack().catch(() => undefined);
  }

  /** Opens the wanted one where it is there and gives sound; a device may take some seconds to. */
  async #takeBack(): Promise<void> {
    const generation = this.#generation;
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (!devices.some(({ deviceId }) => deviceId === this.#wantedId)) return;
    const track = await requestTrack(this.#wantedId, this.#processing).catch(() => undefined);
    track?.stop();
    const isStill = this.#state.name === 'open' && generation === this.#generation;
    if (!isStill || this.#openedId === this.#wantedId) return;
    if (track === undefined) this.#timer = setTimeout(() => this.retryNow(), RETRY_MS);
    else await this.#open(this.#wantedId);
  }

  async #open(deviceId: string | undefined): Promise<void> {
    const hadSound = this.#state.name === 'open' || this.#state.name === 'lost';
    this.#change({ name: 'opening', deviceId });
    await this.#attempt([deviceId], (problem) => {
      if (!hadSound) return this.#change({ name: 'failed', problem });
      this.#lostAtMs = performance.now();
      this.#retry(problem);
    });
  }

  async #attempt(
    deviceIds: readonly (string | undefined)[],
    onFail: (problem: MicrophoneProblem) => void,
  ): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#release();
    let problem = microphoneProblemOf(undefined);
    for (const deviceId of deviceIds) {
      try {
        const track = await requestTrack(deviceId, this.#processing);
        return await this.#use(track, { generation, isWanted: deviceId === this.#wantedId });
      } catch (error) {
        if (generation !== this.#generation) return;
        problem = microphoneProblemOf(error);
      }
    }
    onFail(problem);
  }

  async #use(
    track: MediaStreamTrack,
    { generation, isWanted }: { generation: number; isWanted: boolean },
  ): Promise<void> {
    const deviceId = await deviceIdOf(track);
    const running = await startSource(track).catch((error: unknown) => {
      track.stop();
      throw error;
    });
    if (generation !== this.#generation) {
      running.close();
      return track.stop();
    }
    this.#openedId = deviceId;
    if (isWanted) this.#wantedId = deviceId;
    this.#track = track;
    this.#running = running;
    this.#watch(track);
    this.#events.onSource(running);
    this.#change({ name: 'open', deviceId: track.getSettings().deviceId ?? '', label: track.label });
  }

  #watch(track: MediaStreamTrack): void {
    const ifStillOpen = (act: () => void) => (): void => {
      if (this.#track === track) act();
    };
    track.addEventListener(
      'ended',
      ifStillOpen(() => this.#lose({ code: 'gone' })),
    );
    track.addEventListener(
      'mute',
      ifStillOpen(() => this.#loseLater()),
    );
    track.addEventListener(
      'unmute',
      ifStillOpen(() => clearTimeout(this.#timer)),
    );
  }

  #loseLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose({ code: 'silent' }), MUTED_LIMIT_MS);
  }

  #lose(problem: MicrophoneProblem): void {
    this.#release();
    // What stood in for it need not be waited for.
    if (this.#openedId === this.#wantedId) this.#lostAtMs = performance.now();
    this.#retry(problem);
  }

  #retry(problem: MicrophoneProblem): void {
    this.#change({ name: 'lost', problem });
    const isOverdue = performance.now() - this.#lostAtMs >= FALL_BACK_AFTER_MS;
    const fallback = this.#options.fallsBack && isOverdue ? [undefined] : [];
    this.#attempt([this.#wantedId, ...fallback], () => {
      this.#timer = setTimeout(() => this.#retry(problem), RETRY_MS);
    }).catch(() => undefined);
  }

  #release(): void {
    clearTimeout(this.#timer);
    const hadSource = this.#running !== undefined;
    this.#running?.close();
    this.#track?.stop();
    this.#running = undefined;
    this.#track = undefined;
    if (hadSource) this.#events.onSourceClosed();
  }

  #change(state: MicrophoneState): void {
    this.#state = state;
    this.#events.onChange(state);
  }
}
