import OpusScript from 'opusscript';
import { monoLevelOf, monoPacketOf } from '../wire/mono-stand-in.ts';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import type { StandInEncoder, StandInEvents, StandInLevel, StandInRow } from '../wire/stand-in.ts';

type OpusRateHz = (typeof OpusScript.VALID_SAMPLING_RATES)[number];

/** How a row is encoded. */
interface OpusConfig {
  readonly sampleRateHz: OpusRateHz;
  /** 2 only where the source has two. */
  readonly channels: 1 | 2;
  readonly bitrateBps: number;
}

const PACKETS_PER_SECOND = 50;
const STEREO_BPS = 96_000;
const MONO_BPS = 64_000;
const NARROW_MONO_BPS = 32_000;

/**
 * Stand-ins by libopus, as good as the source's channels deserve and then mono at 32 kbit/s; of rates that Opus does
 * not have, mono PCM.
 */
export const NODE_STAND_INS: StandInEncoder = {
  levelsOf(format) {
    const sampleRateHz = OpusScript.VALID_SAMPLING_RATES.find((rate) => rate === format.sampleRateHz);
    if (format.encoding !== 's16le' || sampleRateHz === undefined) {
      return [monoLevelOf(format)].filter((level) => level !== undefined);
    }
    const isStereo = format.channels === 2;
    const best = isStereo
      ? ({ sampleRateHz, channels: 2, bitrateBps: STEREO_BPS } as const)
      : ({ sampleRateHz, channels: 1, bitrateBps: MONO_BPS } as const);
    const narrow = { sampleRateHz, channels: 1, bitrateBps: NARROW_MONO_BPS } as const;
    return [best, narrow].map(
      (config): StandInLevel =>
        (events) =>
          new OpusRow(config, format, events),
    );
  },
};

/** A row of PCM through an encoder; its packets are for the next 20 ms of what went in. */
class OpusRow implements StandInRow {
  readonly #config: OpusConfig;
  readonly #format: PcmFormat;
  readonly #events: StandInEvents;
  readonly #encoder: OpusScript;
  readonly #packetSamples: number;
  #pending: Uint8Array = new Uint8Array(0);
  #isClosed = false;

  constructor(config: OpusConfig, format: PcmFormat, events: StandInEvents) {
    this.#config = config;
    this.#format = format;
    this.#events = events;
    this.#packetSamples = config.sampleRateHz / PACKETS_PER_SECOND;
    this.#encoder = new OpusScript(config.sampleRateHz, config.channels, OpusScript.Application.AUDIO);
    this.#encoder.setBitrate(config.bitrateBps);
  }

  push(pcm: Uint8Array): void {
    const packetBytes = this.#packetSamples * bytesPerFrameOf(this.#format);
    this.#pending = Buffer.concat([this.#pending, pcm]);
    while (this.#pending.length >= packetBytes && !this.#isClosed) {
      this.#encode(this.#pending.subarray(0, packetBytes));
      this.#pending = this.#pending.subarray(packetBytes);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#encoder.delete();
  }

  #encode(pcm: Uint8Array): void {
    const { channels } = this.#format;
    const mixed = channels === this.#config.channels ? pcm : monoPacketOf(pcm, channels).payload;
    try {
      const payload = this.#encoder.encode(Buffer.from(mixed), this.#packetSamples);
      this.#events.onPacket({ kind: 'opus', samples: this.#packetSamples, payload });
    } catch {
      this.#events.onFailed();
    }
  }
}
