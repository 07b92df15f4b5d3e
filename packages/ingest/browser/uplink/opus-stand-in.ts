import { monoLevelOf } from '../../src/wire/mono-stand-in.ts';
import { bytesPerFrameOf, type PcmFormat } from '../../src/wire/pcm-format.ts';
import type { StandInEncoder, StandInEvents, StandInLevel, StandInRow } from '../../src/wire/stand-in.ts';

const PACKETS_PER_SECOND = 50;
const FRAME_US = 1_000_000 / PACKETS_PER_SECOND;
const FULL_SCALE = 32_768;
const STEREO_BPS = 96_000;
const MONO_BPS = 64_000;
const NARROW_MONO_BPS = 32_000;

/**
 * Stand-ins by the browser: Opus by WebCodecs where it has it, as good as the source's channels deserve and then
 * mono at 32 kbit/s; else mono PCM.
 */
export class BrowserStandIns implements StandInEncoder {
  readonly #levels = new Map<string, readonly StandInLevel[]>();

  /** The browser tells only after a moment whether it has Opus; until then there is nothing. */
  levelsOf(format: PcmFormat): readonly StandInLevel[] {
    const name = `${format.encoding} ${format.sampleRateHz} ${format.channels}`;
    const known = this.#levels.get(name);
    if (known !== undefined) return known;
    this.#levels.set(name, []);
    const keep = (levels: readonly StandInLevel[]): unknown => this.#levels.set(name, levels);
    findLevels(format).then(keep, () => keep(monoLevelsOf(format)));
    return [];
  }
}

async function findLevels(format: PcmFormat): Promise<readonly StandInLevel[]> {
  const isStereo = format.channels === 2;
  const configs = [
    configOf(format, isStereo ? 2 : 1, isStereo ? STEREO_BPS : MONO_BPS),
    configOf(format, 1, NARROW_MONO_BPS),
  ];
  const fits = format.encoding === 's16le' && format.sampleRateHz % PACKETS_PER_SECOND === 0;
  if (!fits || !('AudioEncoder' in globalThis)) return monoLevelsOf(format);
  const supports = await Promise.all(configs.map((config) => AudioEncoder.isConfigSupported(config)));
  const isSupported = supports.every(({ supported }) => supported === true);
  if (!isSupported) return monoLevelsOf(format);
  return configs.map((config) => (events: StandInEvents) => new OpusRow(config, format, events));
}

function monoLevelsOf(format: PcmFormat): readonly StandInLevel[] {
  return [monoLevelOf(format)].filter((level) => level !== undefined);
}

function configOf(format: PcmFormat, numberOfChannels: number, bitrate: number): AudioEncoderConfig {
  return {
    codec: 'opus',
    sampleRate: format.sampleRateHz,
    numberOfChannels,
    bitrate,
    opus: { frameDuration: FRAME_US },
  };
}

/** A row of PCM through the browser's encoder. Its packets come in order, each for the next 20 ms of what went in. */
class OpusRow implements StandInRow {
  readonly #encoder: AudioEncoder;
  readonly #config: AudioEncoderConfig;
  readonly #format: PcmFormat;
  readonly #onFailed: () => void;
  #takenSamples = 0;

  constructor(config: AudioEncoderConfig, format: PcmFormat, { onPacket, onFailed }: StandInEvents) {
    this.#config = config;
    this.#format = format;
    this.#onFailed = onFailed;
    const samples = format.sampleRateHz / PACKETS_PER_SECOND;
    this.#encoder = new AudioEncoder({
      output: (chunk) => {
        const payload = new Uint8Array(chunk.byteLength);
        chunk.copyTo(payload);
        onPacket({ kind: 'opus', samples, payload });
      },
      error: onFailed,
    });
    this.#encoder.configure(config);
  }

  push(pcm: Uint8Array): void {
    const { numberOfChannels, sampleRate } = this.#config;
    const numberOfFrames = pcm.length / bytesPerFrameOf(this.#format);
    const data = new AudioData({
      format: 'f32-planar',
      sampleRate,
      numberOfChannels,
      numberOfFrames,
      timestamp: Math.round((this.#takenSamples * 1_000_000) / sampleRate),
      data: planesOf(pcm, this.#format.channels, numberOfChannels),
    });
    this.#takenSamples += numberOfFrames;
    try {
      this.#encoder.encode(data);
    } catch {
      // A moment after an error the encoder is closed, and says so to those who go on.
      this.#onFailed();
    }
    data.close();
  }

  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }
}

/** One plane after the other, as floats; all channels in one where one is wanted. */
function planesOf(pcm: Uint8Array, channels: number, planes: number): Float32Array<ArrayBuffer> {
  const source = new DataView(pcm.buffer, pcm.byteOffset, pcm.length);
  const frames = pcm.length / (channels * 2);
  const values = new Float32Array(frames * planes);
  const gain = planes / (channels * FULL_SCALE);
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      const plane = channel % planes;
      const value = source.getInt16((frame * channels + channel) * 2, true) * gain;
      values[plane * frames + frame] = (values[plane * frames + frame] as number) + value;
    }
  }
  return values;
}
