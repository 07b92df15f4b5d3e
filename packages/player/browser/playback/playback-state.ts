import type { StationStatus } from '../station/station-watch.ts';
import type { SoundState } from './sound-log.ts';

/** What the listener is told; each has its own sentence. */
export type PlaybackState =
  /** Not known yet whether the station is on air. */
  | 'checking'
  /** On air, and play was not pressed. */
  | 'ready'
  /** Play was pressed; no sound yet. */
  | 'starting'
  | 'playing'
  /** The sound stopped for want of data. */
  | 'stalled'
  | 'paused'
  /** The browser wants a press of the button first. */
  | 'blocked'
  | 'offAir'
  /** The server cannot be reached; it is tried again. */
  | 'unreachable'
  /** The server has no such station. */
  | 'missing'
  /** The station is for listeners with a token, and there is none that is good now. */
  | 'locked'
  /** The browser plays no HLS of any kind. */
  | 'unsupported';

/** Everything the state follows from. */
export interface PlaybackFacts {
  readonly isSupported: boolean;
  readonly station: StationStatus['kind'];
  /** Whether the listener pressed play last, and not pause. */
  readonly wantsPlay: boolean;
  /** Whether the browser refused to play. */
  readonly isBlocked: boolean;
  readonly sound: SoundState;
}

/** The state that follows from the facts. */
export function stateOf(facts: PlaybackFacts): PlaybackState {
  if (!facts.isSupported) return 'unsupported';
  if (facts.wantsPlay && facts.isBlocked && facts.station === 'onAir') return 'blocked';
  if (facts.wantsPlay && facts.sound === 'sounding') return 'playing';
  switch (facts.station) {
    case 'unknown':
      return 'checking';
    case 'offAir':
    case 'missing':
    case 'locked':
    case 'unreachable':
      return facts.station;
    case 'onAir':
      return onAirStateOf(facts);
  }
}

function onAirStateOf({ wantsPlay, sound }: PlaybackFacts): PlaybackState {
  if (!wantsPlay) return sound === 'paused' ? 'paused' : 'ready';
  return sound === 'stalled' ? 'stalled' : 'starting';
}
