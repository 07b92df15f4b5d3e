import type { Measurement } from './figure.ts';
import { scalePlayerKilled, scaleRedis, scaleTakeover } from './scale-failures.ts';
import { scaleMemory } from './scale-memory.ts';
import { scaleDelivery, scaleEdge, scaleListeners } from './scale-players.ts';
import { scaleStations } from './scale-stations.ts';

/** Many listeners, many stations, several machines: `npm run bench -- scale`, or one of them by its name. */
export const scale: readonly Measurement[] = [
  scaleListeners,
  scaleEdge,
  scaleDelivery,
  scaleStations,
  scalePlayerKilled,
  scaleRedis,
  scaleTakeover,
  scaleMemory,
];
