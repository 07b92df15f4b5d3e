/** How one source goes into the mix. */
export interface ChannelSettings {
  readonly gainDb: number;
  readonly isMuted: boolean;
  /** While any source is solo, the others are not heard. */
  readonly isSolo: boolean;
  /** Whether its sound lowers the other sources. */
  readonly talksOver: boolean;
}

/** A source as it is. */
export const PLAIN_CHANNEL: ChannelSettings = {
  gainDb: 0,
  isMuted: false,
  isSolo: false,
  talksOver: false,
};

export const MIN_GAIN_DB = -40;
export const MAX_GAIN_DB = 12;

/** The factor of a gain; the lowest one is silence. */
export function factorOf(gainDb: number): number {
  return gainDb <= MIN_GAIN_DB ? 0 : 10 ** (Math.min(gainDb, MAX_GAIN_DB) / 20);
}
