const SCALE = 32_768;
const CHROMIUM_POSITIVE_SCALE = 32_767;
/** Between these, the two scales lead to different numbers; below they do not, and above a float is too coarse. */
const TELLING = { from: 256 / SCALE, to: 32_512 / SCALE } as const;
/** Error of a 16-bit sample that went through a 32-bit float, in steps of 16 bits. */
const FLOAT_ERROR = 0.006;

/**
 * Makes s16le of floats, so that a 16-bit source comes out bit for bit. Browsers divide its negative samples by
 * 32,768 and its positive ones by 32,768 or, in Chromium, by 32,767; which it was shows in the samples themselves,
 * because only one of the two gives whole numbers.
 */
export class PcmEncoder {
  #positiveScale = SCALE;

  /** Interleaves one plane a channel, clamped to full scale. */
  encode(planes: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
    this.#recognizeScale(planes);
    const channels = planes.length;
    const pcm = new Int16Array(channels * (planes[0]?.length ?? 0));
    for (const [channel, plane] of planes.entries()) {
      for (let index = 0; index < plane.length; index++) {
        const value = plane[index] as number;
        const scaled = Math.round(value * (value > 0 ? this.#positiveScale : SCALE));
        pcm[index * channels + channel] = Math.max(-32_768, Math.min(32_767, scaled));
      }
    }
    return new Uint8Array(pcm.buffer);
  }

  #recognizeScale(planes: readonly Float32Array[]): void {
    let hasTelling = false;
    for (const plane of planes) {
      for (let index = 0; index < plane.length; index++) {
        const value = plane[index] as number;
        if (value < TELLING.from || value > TELLING.to) continue;
        hasTelling = true;
        if (isWhole(value * CHROMIUM_POSITIVE_SCALE)) continue;
        this.#positiveScale = SCALE;
        return;
      }
    }
    if (hasTelling) this.#positiveScale = CHROMIUM_POSITIVE_SCALE;
  }
}

function isWhole(scaled: number): boolean {
  return Math.abs(scaled - Math.round(scaled)) < FLOAT_ERROR;
}
