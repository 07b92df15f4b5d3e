import { type RunningSource, startSource } from './capture-source.ts';

/** What the shared sound of a tab, a window or the system is doing. */
export type SharedSoundState =
  | { readonly name: 'opening' }
  | { readonly name: 'open'; readonly label: string }
  /** The broadcaster or the browser ended it. */
  | { readonly name: 'ended' }
  /** Something was shared without its sound. */
  | { readonly name: 'silent' }
  | { readonly name: 'unsupported' }
  | { readonly name: 'failed'; readonly reason: string };

/** Where its events go. */
export interface SharedSoundEvents {
  readonly onChange: () => void;
  /** Sound is on its way; what is in `transfer` must be handed to the worker. */
  readonly onSource: (running: RunningSource) => void;
  readonly onSourceClosed: () => void;
}

/** As the tab has it: processing would take the music for an echo. */
const CONSTRAINTS = {
  // Browsers share no sound without a picture, which nobody looks at.
  video: { width: 16, height: 16, frameRate: 1 },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  systemAudio: 'include',
} as const;

/** The sound of a tab, a window or the whole system, as far as the browser shares it. */
export class SharedSound {
  readonly #events: SharedSoundEvents;
  #state: SharedSoundState = { name: 'opening' };
  #stream: MediaStream | undefined;
  #running: RunningSource | undefined;

  constructor(events: SharedSoundEvents) {
    this.#events = events;
  }

  get state(): SharedSoundState {
    return this.#state;
  }

  get track(): MediaStreamTrack | undefined {
    return this.#stream?.getAudioTracks()[0];
  }

  /** Asks the browser, which asks the broadcaster. */
  async open(): Promise<void> {
    this.#release();
    this.#change({ name: 'opening' });
    if (!('getDisplayMedia' in navigator.mediaDevices)) return this.#change({ name: 'unsupported' });
    try {
      this.#stream = await navigator.mediaDevices.getDisplayMedia(CONSTRAINTS);
      await this.#use(this.#stream);
    } catch (error) {
      this.#release();
      this.#change({ name: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Lets it go for good. */
  close(): void {
    this.#release();
    this.#change({ name: 'ended' });
  }

  async #use(stream: MediaStream): Promise<void> {
    const [track] = stream.getAudioTracks();
    if (track === undefined) {
      this.#release();
      return this.#change({ name: 'silent' });
    }
    track.addEventListener('ended', () => {
      if (this.track === track) this.close();
    });
    const running = await startSource(track);
    if (this.track !== track) return running.close();
    this.#running = running;
    this.#events.onSource(running);
    this.#change({ name: 'open', label: track.label });
  }

  #release(): void {
    const hadSource = this.#running !== undefined;
    this.#running?.close();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#running = undefined;
    this.#stream = undefined;
    if (hadSource) this.#events.onSourceClosed();
  }

  #change(state: SharedSoundState): void {
    this.#state = state;
    this.#events.onChange();
  }
}
