import type { IngestOptions } from '@ringcast/ingest';
import type { PlayerOptions } from '@ringcast/player';
import { createAddressLookup } from '../doors/client-address.ts';
import { networkOf } from '../doors/client-network.ts';
import { createListenerJudge } from '../doors/listener-judge.ts';
import { join } from 'node:path';
import type { Configuration } from './configuration-schema.ts';

/** Holds what a killed process left, too, until the next start. */
export const SPOOL_FOLDER = 'spool';

/** What the settings say to ingest. */
export function ingestSettingsOf(configuration: Configuration): Partial<IngestOptions> {
  const { allowedOrigins, maxSourceSockets, maxSourceSocketsPerAddress } = configuration;
  const { headerTimeoutMs, helloTimeoutMs, pushIdleMs, maxBodyBytes } = configuration;
  return {
    addressOf: createAddressLookup(configuration.trustProxy),
    networkOf,
    allowedOrigins,
    maxConnections: maxSourceSockets,
    maxConnectionsPerAddress: maxSourceSocketsPerAddress,
    headTimeoutMs: headerTimeoutMs,
    helloTimeoutMs,
    pushIdleMs,
    maxBodyBytes,
    spoolFolder: join(configuration.stateDir, SPOOL_FOLDER),
  };
}

/** What the settings say to a player. */
export function playerSettingsOf(configuration: Configuration): Partial<PlayerOptions> {
  const { trustProxy, maxWaitingPerStation, embedOrigins } = configuration;
  return {
    addressOf: createAddressLookup(trustProxy),
    judgeListener: createListenerJudge(configuration),
    maxWaitingPerStation,
    embedOrigins,
  };
}
