import type { Measurement } from './figure.ts';
import { scaleDelivery, scaleEdge, scaleListeners } from './scale-players.ts';

/** Many listeners, many stations, several machines: `npm run bench -- scale`, or one of them by its name. */
export const scale: readonly Measurement[] = [scaleListeners, scaleEdge, scaleDelivery];
