import { type FfmpegProcess, runFfmpeg } from '@ringcast/segmenter';
import { PassThrough } from 'node:stream';
import { type Continued, Continuity, type Stamped } from '../wire/capture-continuity.ts';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import { addressOfDevice, deviceArguments, deviceOutputs } from './capture-arguments.ts';
import { LastWords } from './last-words.ts';
import { PacketPairing, type StampedPcm } from './packet-pairing.ts';
import { PacketStamps } from './packet-stamps.ts';
import { SoundFailure } from './sound-failure.ts';
import type { DeviceChoice } from './sound-choice.ts';
import type { Sound, SoundEvents } from './sound.ts';
import { steadyNowMs } from './steady-clock.ts';

interface Packet extends Stamped {
  readonly pcm: Buffer;
}

/** A card that runs over loses its buffer, which holds more than this. */
const CONTINUITY = { toleranceMs: 40, certainAfterMs: 300 };
/** A sound server finds out during the first second how late its sound is, and may be wrong by 0.7 s before. */
const SETTLING_MS = 2_000;
const DROPPED_REASON = 'the sound card dropped sound';
/** A stamp further in the past than this is not of this computer's clock. */
const PLAUSIBLE_DELAY_MS = 10_000;

interface PacketTimes extends Pick<Packet, 'arrivedAtMs' | 'durationMs'> {
  /** What its stamp says. */
  readonly atMs: number;
}

/** A sound card. */
export class DeviceSound implements Sound {
  readonly format: PcmFormat;
  readonly #events: SoundEvents;
  readonly #stamps = new PacketStamps();
  readonly #pairing = new PacketPairing();
  readonly #continuity = new Continuity<Packet>(CONTINUITY);
  readonly #lastWords = new LastWords();
  readonly #process: FfmpegProcess;
  /** What to add to a stamp of a clock of the device's own; `wall` for this computer's clock. */
  #origin: number | 'wall' | undefined;
  #settledAtMs: number | undefined;
  #isClosed = false;

  constructor(choice: DeviceChoice, ffmpegPath: string, events: SoundEvents) {
    const { sampleRateHz, channels } = choice;
    this.format = { encoding: 's16le', sampleRateHz, channels };
    this.#events = events;
    // fluent-ffmpeg takes a `close` of its output for a failure, even of an ffmpeg that is just about to exit.
    const sound = new PassThrough({ emitClose: false });
    const outputs = deviceOutputs(choice);
    this.#process = runFfmpeg({
      ffmpegPath,
      input: addressOfDevice(choice),
      inputOptions: deviceArguments(choice),
      outputs: [
        { target: sound, options: outputs.sound },
        { target: 'pipe:2', options: outputs.stamps },
      ],
      onStderrLine: (line) => this.#hear(line),
    });
    sound.on('data', (bytes: Buffer) => this.#take(this.#pairing.pushBytes(bytes)));
    this.#process.finished.then(
      () => this.#end(choice),
      () => this.#end(choice),
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#process.kill();
  }

  #hear(line: string): void {
    const heard = this.#stamps.read(line);
    if (typeof heard === 'string') this.#lastWords.add(heard);
    else if (heard !== undefined) this.#take(this.#pairing.pushStamp(heard));
  }

  #take(packets: readonly StampedPcm[]): void {
    for (const { pcm, atMs } of packets) {
      const arrivedAtMs = steadyNowMs();
      const samples = pcm.length / bytesPerFrameOf(this.format);
      const durationMs = (samples * 1_000) / this.format.sampleRateHz;
      const capturedAtMs = this.#steadyTimeOf({ atMs, arrivedAtMs, durationMs });
      const packet = { pcm, capturedAtMs, arrivedAtMs, durationMs };
      this.#settledAtMs ??= arrivedAtMs + SETTLING_MS;
      if (arrivedAtMs >= this.#settledAtMs) this.#pass(this.#continuity.push(packet));
      else this.#pass([{ kind: 'batch', batch: packet, capturedAtMs: arrivedAtMs - durationMs }]);
    }
  }

  #pass(pieces: readonly Continued<Packet>[]): void {
    if (this.#isClosed) return;
    for (const piece of pieces) {
      if (piece.kind === 'gap') this.#events.onMissing(piece.durationMs, DROPPED_REASON);
      else this.#events.onSound(piece.batch.pcm, piece.capturedAtMs);
    }
  }

  /** ALSA's and PulseAudio's stamps are of the computer's clock, which may be set while sound is captured. */
  #steadyTimeOf({ atMs, arrivedAtMs, durationMs }: PacketTimes): number {
    const ageMs = Date.now() - atMs;
    this.#origin ??=
      ageMs > -durationMs && ageMs < PLAUSIBLE_DELAY_MS ? 'wall' : arrivedAtMs - durationMs - atMs;
    return this.#origin === 'wall' ? arrivedAtMs - ageMs : this.#origin + atMs;
  }

  #end(choice: DeviceChoice): void {
    this.#pass(this.#continuity.flush());
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#events.onEnd(SoundFailure.ofDevice(choice, this.#lastWords.lines));
  }
}
