import { AUTO, type QualityChoice } from '../playback/quality.ts';

/** What a listener's browser keeps for the next visit. */
export interface Preferences {
  /** Above 0, up to 1. */
  readonly volume: number;
  readonly choice: QualityChoice;
}

const KEY = 'ringcast.player';
const DEFAULTS: Preferences = { volume: 1, choice: AUTO };

/** What was kept; the defaults where nothing was, or where the browser keeps nothing. */
export function readPreferences(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Record<keyof Preferences, unknown>>;
    const { volume, choice } = kept;
    return {
      volume: typeof volume === 'number' && volume > 0 && volume <= 1 ? volume : DEFAULTS.volume,
      choice: typeof choice === 'string' ? choice : DEFAULTS.choice,
    };
  } catch {
    return DEFAULTS;
  }
}

/** Keeps what is given for the next visit, where the browser allows it. */
export function keepPreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // Storage is refused in private windows and foreign frames; the wish holds for this visit.
  }
}
