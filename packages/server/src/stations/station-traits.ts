import { renditionOf, type StationTraits } from '@ringcast/segmenter';
import type { Configuration, StationSettings } from '../configuration/configuration-schema.ts';

/** What a station goes by: its own settings, and those for all where it has none. */
export function stationTraitsOf(configuration: Configuration, settings: StationSettings): StationTraits {
  const renditions = settings.renditions ?? configuration.renditions;
  return {
    profile: settings.latency ?? configuration.latency,
    renditions: renditions.flatMap((rendition) => renditionOf(rendition) ?? []),
    windowSegments: configuration.windowSegments,
    delayMs: settings.delayMs ?? configuration.delayMs,
    whenLate: settings.whenLate ?? configuration.whenLate,
    secondSource: settings.secondSource ?? configuration.secondSource,
    offAirAfterMs: configuration.offAirAfterMs,
  };
}
