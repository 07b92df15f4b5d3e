import type { Processing } from './microphone-track.ts';

/** A property of a device: what it is, and what it could be. */
export interface GrantedProperty {
  readonly name: string;
  readonly granted: string;
  /** Empty where the browser does not say. */
  readonly possible: string;
}

/** Random numbers that mean nothing to people. */
const MEANINGLESS = new Set(['deviceId', 'groupId']);
const PROCESSING = ['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const;

/** Everything that a track says of itself. */
export function grantedPropertiesOf(track: MediaStreamTrack): GrantedProperty[] {
  const settings = track.getSettings() as Record<string, Property>;
  // Firefox has had it since version 132, Safari 11.
  const capabilities = ('getCapabilities' in track ? track.getCapabilities() : {}) as Record<
    string,
    Property
  >;
  const names = [...new Set([...Object.keys(settings), ...Object.keys(capabilities)])];
  return names
    .filter((name) => !MEANINGLESS.has(name))
    .toSorted()
    .map((name) => ({ name, granted: textOf(settings[name]), possible: textOf(capabilities[name]) }));
}

/** Whether a device does what was asked of it, as far as it says. */
export function isProcessedAsAsked(track: MediaStreamTrack, processing: Processing): boolean {
  const settings = track.getSettings();
  const isWanted = processing === 'speech';
  return PROCESSING.every((name) => settings[name] === undefined || settings[name] === isWanted);
}

type Property = string | number | boolean | { readonly min?: number; readonly max?: number } | undefined;

function textOf(value: Property | readonly Property[]): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map(textOf).join(', ');
  if (typeof value !== 'object') return String(value);
  const { min, max } = value;
  if (min === undefined || max === undefined) return JSON.stringify(value);
  return min === max ? String(min) : `${min} – ${max}`;
}

function isList(value: Property | readonly Property[]): value is readonly Property[] {
  return Array.isArray(value);
}
