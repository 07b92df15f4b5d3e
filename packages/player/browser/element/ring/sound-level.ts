/** An element that lets its sound be listened in on; Firefox's `mozCaptureStream` takes the sound away instead. */
type CapturableAudio = HTMLAudioElement & { captureStream?(): MediaStream };

/** A context that plays to no loudspeaker, where the browser has such. */
type SilentContextOptions = AudioContextOptions & { sinkId: { type: 'none' } };

const FFT_SIZE = 512;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 12_000;
const FULL_SCALE = 255;

/**
 * The spectrum of what an audio element plays, where the browser lets it be heard without harm: a copy by
 * `captureStream` leaves the element's own way to the loudspeaker as it is. `createMediaElementSource` would lead
 * the sound through a context for good, which is silent while suspended, adds latency, and fails for other origins.
 * Where there is no copy there is no spectrum.
 */
export class SoundLevel {
  readonly #audio: CapturableAudio;
  #context: AudioContext | undefined;
  #analyser: AnalyserNode | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #stream: MediaStream | undefined;
  #bins = new Uint8Array(0);

  constructor(audio: HTMLAudioElement) {
    this.#audio = audio;
  }

  /** Begins to listen in; once more changes nothing. */
  start(): void {
    if (this.#context !== undefined || this.#audio.captureStream === undefined) return;
    const options: SilentContextOptions = { latencyHint: 'playback', sinkId: { type: 'none' } };
    this.#context = new AudioContext(options);
    this.#analyser = new AnalyserNode(this.#context, {
      fftSize: FFT_SIZE,
      minDecibels: -85,
      maxDecibels: -20,
      smoothingTimeConstant: 0.72,
    });
    this.#bins = new Uint8Array(this.#analyser.frequencyBinCount);
    this.#stream = this.#audio.captureStream();
    this.#stream.addEventListener('addtrack', () => this.#connect());
    this.#connect();
  }

  /** Fills in the loudness of as many bands as there is room for, 0 to 1, lowest tones first; false if unknown. */
  read(levels: Float32Array): boolean {
    if (this.#context === undefined || this.#analyser === undefined || this.#source === undefined)
      return false;
    this.#analyser.getByteFrequencyData(this.#bins);
    const binHz = this.#context.sampleRate / FFT_SIZE;
    const ratio = (HIGHEST_HZ / LOWEST_HZ) ** (1 / levels.length);
    let fromHz = LOWEST_HZ;
    for (let band = 0; band < levels.length; band += 1) {
      const toHz = fromHz * ratio;
      levels[band] = this.#loudest(Math.floor(fromHz / binHz), Math.ceil(toHz / binHz)) / FULL_SCALE;
      fromHz = toHz;
    }
    return true;
  }

  /** Listens in no more and costs nothing; safe to call twice. */
  stop(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    void this.#context?.close();
    this.#context = undefined;
    this.#analyser = undefined;
    this.#source = undefined;
    this.#stream = undefined;
  }

  #connect(): void {
    const track = this.#stream?.getAudioTracks().findLast(({ readyState }) => readyState === 'live');
    if (track === undefined || this.#context === undefined || this.#analyser === undefined) return;
    this.#source?.disconnect();
    this.#source = new MediaStreamAudioSourceNode(this.#context, { mediaStream: new MediaStream([track]) });
    this.#source.connect(this.#analyser);
  }

  #loudest(fromBin: number, toBin: number): number {
    let loudest = 0;
    for (let bin = fromBin; bin < toBin; bin += 1) loudest = Math.max(loudest, this.#bins[bin] ?? 0);
    return loudest;
  }
}
