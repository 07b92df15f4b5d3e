import { ADMITTED, type ListenerJudge } from '@ringcast/player';
import type { Configuration } from '../configuration/configuration-schema.ts';
import { keptKey } from '../keys/kept-key.ts';
import { ListenerTokens } from '../keys/listener-tokens.ts';

const SECRET_FILE = 'listener-secret';

/** Whether a station is for listeners with a token only. */
export function needsToken({ stations, listen }: Configuration, station: string): boolean {
  return (stations[station]?.listen ?? listen) === 'token';
}

/** The tokens of the configured secret; where there is none, of one that is made once and kept in the state folder. */
export function openListenerTokens({ listenerSecret, stateDir }: Configuration): ListenerTokens {
  // Who makes tokens elsewhere goes by the wall clock.
  return new ListenerTokens({ secret: listenerSecret ?? keptKey(stateDir, SECRET_FILE), now: Date.now });
}

/** Judges listeners by the settings. @throws ConfigurationError where a secret is needed and cannot be kept */
export function createListenerJudge(configuration: Configuration): ListenerJudge {
  const { stations, listen } = configuration;
  const isNeeded =
    listen === 'token' || Object.keys(stations).some((name) => needsToken(configuration, name));
  if (!isNeeded) return () => ADMITTED;
  const tokens = openListenerTokens(configuration);
  return (station, token) => (needsToken(configuration, station) ? tokens.judge(station, token) : ADMITTED);
}
