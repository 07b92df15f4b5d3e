import type { Measurement } from './figure.ts';
import { pageCost } from './listener-cpu.ts';
import { networkCut } from './listener-cut.ts';
import { farLatency, ultraLatency } from './listener-latency.ts';
import { narrowLink } from './listener-narrow.ts';
import { swingingLink } from './listener-swing.ts';
import { wireBytes } from './listener-wire.ts';

/**
 * The listener in Chromium: latency, adaptation, a network that goes, and what it costs. Rates are tc's, in a network
 * namespace (so as root, on Linux); delay, jitter and hiccups come from a relay.
 */
export const listenerMeasurements: readonly Measurement[] = [
  farLatency,
  ultraLatency,
  narrowLink,
  swingingLink,
  networkCut,
  wireBytes,
  pageCost,
];
