import { WireError } from '../wire/wire-error.ts';

const BYTES_PER_FLOAT = 4;

/**
 * Checks that every value of interleaved f32le PCM is a finite number.
 *
 * @param start.sample number of the first sample, for the message.
 * @throws WireError `bad-sample`, naming the first sample that is not.
 */
export function checkFinite(pcm: Uint8Array, start: { sample: number; channels: number }): void {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.length);
  for (let offset = 0; offset + BYTES_PER_FLOAT <= pcm.length; offset += BYTES_PER_FLOAT) {
    const value = view.getFloat32(offset, true);
    if (!Number.isFinite(value)) throw notFinite(value, { ...start, index: offset / BYTES_PER_FLOAT });
  }
}

function notFinite(value: number, at: { sample: number; channels: number; index: number }): WireError {
  const sample = at.sample + Math.floor(at.index / at.channels);
  const channel = at.index % at.channels;
  return new WireError(
    'bad-sample',
    `Sample ${sample} must be a finite number; ${value} came in channel ${channel}.`,
  );
}
