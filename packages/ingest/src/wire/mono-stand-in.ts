import type { PcmFormat } from './pcm-format.ts';
import type { StandInLevel, StandInPacket } from './stand-in.ts';

const BYTES_PER_SAMPLE = 2;

/** Mono PCM, half of what stereo takes; only of s16le with more than one channel. */
export function monoLevelOf({ encoding, channels }: PcmFormat): StandInLevel | undefined {
  if (encoding !== 's16le' || channels < 2) return undefined;
  return ({ onPacket }) => ({
    push: (pcm) => onPacket(monoPacketOf(pcm, channels)),
    close: () => undefined,
  });
}

/** The mean of all channels of interleaved s16le. */
export function monoPacketOf(pcm: Uint8Array, channels: number): StandInPacket {
  const samples = pcm.length / (channels * BYTES_PER_SAMPLE);
  const source = new DataView(pcm.buffer, pcm.byteOffset, pcm.length);
  const payload = new Uint8Array(samples * BYTES_PER_SAMPLE);
  const target = new DataView(payload.buffer);
  for (let sample = 0; sample < samples; sample++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      sum += source.getInt16((sample * channels + channel) * BYTES_PER_SAMPLE, true);
    }
    target.setInt16(sample * BYTES_PER_SAMPLE, Math.round(sum / channels), true);
  }
  return { kind: 'mono', samples, payload };
}
