import type { Measurement } from './figure.ts';
import { adaptationFigures } from './listener-adaptation.ts';
import { costFigures } from './listener-costs.ts';
import { cutFigures, latencyFigures } from './listener-latency.ts';

/**
 * The listener in Chromium: latency, adaptation, a network that goes, and what it costs. Rates are tc's, in a network
 * namespace (so as root, on Linux); delay, jitter and hiccups come from a relay.
 */
export const listener: Measurement = {
  name: 'listener',
  async run({ isQuick }) {
    return [
      ...(await latencyFigures(isQuick)),
      ...(await adaptationFigures(isQuick)),
      ...(await cutFigures(isQuick)),
      ...(await costFigures(isQuick)),
    ];
  },
};
