import { mock } from 'node:test';

/** What a browser calls the device that its system prefers. */
const DEFAULT_ID = 'default';

class PluggedTrack extends EventTarget {
  readonly kind = 'audio';
  readonly label: string;
  readonly #settings: MediaTrackSettings;

  constructor(label: string, settings: MediaTrackSettings) {
    super();
    this.label = label;
    this.#settings = settings;
  }

  getSettings(): MediaTrackSettings {
    return this.#settings;
  }

  stop(): void {}
}

class TrackProcessor {
  readonly readable = new ReadableStream();
}

/** The microphones of a computer as Chromium has them, without a browser, and a clock that a test moves on. */
export class PluggedMicrophones {
  /** One that is there and cannot be opened. */
  occupied: string | undefined;
  #plugged: readonly string[];
  #tracks: PluggedTrack[] = [];
  #nowMs = 1_000;
  /** Later versions of Node have one of their own. */
  readonly #navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

  /** @param names of those that are plugged in; the system prefers the first */
  constructor(...names: string[]) {
    this.#plugged = names;
    const mediaDevices = {
      getUserMedia: async ({ audio }: { audio: { deviceId?: { exact: string } } }) =>
        this.#open(audio.deviceId?.exact ?? DEFAULT_ID),
      enumerateDevices: async () => [
        ...this.#plugged.slice(0, 1).map((name) => deviceOf(name, DEFAULT_ID)),
        ...this.#plugged.map((name) => deviceOf(name)),
      ],
    };
    Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices }, configurable: true });
    Reflect.set(globalThis, 'MediaStreamTrackProcessor', TrackProcessor);
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => this.#nowMs);
  }

  /** Says what is plugged in now; the tracks of all others end. */
  plug(...names: string[]): void {
    this.#plugged = names;
    for (const track of this.#tracks.splice(0)) {
      if (names.some((name) => track.label.endsWith(name))) this.#tracks.push(track);
      else track.dispatchEvent(new Event('ended'));
    }
  }

  /** Moves on, by steps in which whoever waits can go on. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs;
    await settled();
    while (this.#nowMs < endMs) {
      this.#nowMs += 100;
      mock.timers.tick(100);
      await settled();
    }
  }

  /** Gives back what it stood in for. */
  close(): void {
    mock.reset();
    mock.timers.reset();
    Reflect.deleteProperty(globalThis, 'navigator');
    if (this.#navigator) Object.defineProperty(globalThis, 'navigator', this.#navigator);
    Reflect.deleteProperty(globalThis, 'MediaStreamTrackProcessor');
  }

  #open(deviceId: string): { getAudioTracks: () => PluggedTrack[] } {
    const name =
      deviceId === DEFAULT_ID ? this.#plugged[0] : this.#plugged.find((other) => other === deviceId);
    if (name === undefined) throw new DOMException('no such device', 'OverconstrainedError');
    if (name === this.occupied) throw new DOMException('another program has it', 'NotReadableError');
    const { label, groupId } = deviceOf(name, deviceId);
    const track = new PluggedTrack(label, { deviceId, groupId });
    this.#tracks.push(track);
    return { getAudioTracks: () => [track] };
  }
}

function deviceOf(name: string, deviceId = name) {
  const label = deviceId === DEFAULT_ID ? `Default - ${name}` : name;
  return { kind: 'audioinput', deviceId, groupId: `group of ${name}`, label };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
