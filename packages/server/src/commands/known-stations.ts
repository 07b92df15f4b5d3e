import type { Configuration } from '../configuration/configuration-schema.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { StationCatalogue } from '../stations/station-catalogue.ts';
import { CommandFailure } from './command-failure.ts';

/** The settings with every station, those that were made while the server ran too. @throws ConfigurationError */
export function loadWithStations(): Configuration {
  const { configuration } = loadConfiguration();
  return { ...configuration, stations: StationCatalogue.open(configuration).stations };
}

/** @throws CommandFailure that names the stations */
export function checkStation({ stations }: Configuration, name: string): void {
  const names = Object.keys(stations);
  if (names.includes(name)) return;
  throw new CommandFailure(`The station: expected one of ${names.join(', ')}; ${JSON.stringify(name)} came.`);
}
