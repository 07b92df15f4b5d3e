import type { Origin } from '../origin/origin.ts';
import type { StationOrigin } from '../origin/station-origin.ts';
import { PlayerError } from '../player-error.ts';
import { PATHS } from './paths.ts';

/**
 * The station of this name.
 *
 * @throws PlayerError `unknown-station` where the settings name none such.
 */
export function requireStation(origin: Origin, name: string): StationOrigin {
  const station = origin.station(name);
  if (station) return station;
  const message = `There is no station ${JSON.stringify(name.slice(0, 63))} here; ${PATHS.stations} lists the stations.`;
  throw new PlayerError('unknown-station', message);
}
