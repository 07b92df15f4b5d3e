import type { StationAddress } from '../station/station-address.ts';
import type { QualityChoice } from './quality.ts';

/** Settings of a `Playback`. */
export interface PlaybackOptions {
  readonly audio: HTMLAudioElement;
  readonly address: StationAddress;
  readonly choice: QualityChoice;
  /** Called when anything that a view shows has changed, the passing of time left aside. */
  readonly onChange: () => void;
}
