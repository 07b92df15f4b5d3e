import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Configuration } from './configuration/configuration-schema.ts';
import { needsToken } from './doors/listener-judge.ts';
import type { StreamKeys } from './keys/stream-keys.ts';

/** What a server listens at where it does so at every address of the machine. */
const EVERYWHERE = ['::', '0.0.0.0'];

/** Where people find a station. */
export interface StationLinks {
  readonly station: string;
  /** Opens the capture page with the key in the fragment, which no server or log ever sees; for listeners only, none. */
  readonly capture: string | undefined;
  readonly listen: string;
  /** For VLC and other players. */
  readonly playlist: string;
  /** Whether both lead nowhere without a token. */
  readonly needsToken: boolean;
}

/** Opens the capture page of a station with a key in the fragment. */
export function captureLinkOf(
  configuration: Configuration,
  { station, key, port }: { readonly station: string; readonly key: string; readonly port: number },
): string {
  return `${baseOf(configuration, port)}/broadcast/${station}#key=${encodeURIComponent(key)}`;
}

/** Where someone with a token hears a station; on the page it is in the fragment, which no server or log ever sees. */
export function tokenLinksOf(
  configuration: Configuration,
  { station, token, port }: { readonly station: string; readonly token: string; readonly port: number },
): Pick<StationLinks, 'listen' | 'playlist'> {
  const base = baseOf(configuration, port);
  return {
    listen: `${base}/listen/${station}#token=${token}`,
    playlist: `${base}/live/~${token}/${station}/master.m3u8`,
  };
}

/** Opens the administration with the key in the fragment, for this machine or the public address of the settings. */
export function adminLinkOf(configuration: Configuration, adminKey: string, port: number): string {
  return `${baseOf(configuration, port)}/admin#key=${encodeURIComponent(adminKey)}`;
}

/** The links of every station, for this machine or the public address of the settings. */
export function linksOf(
  configuration: Configuration,
  keys: StreamKeys | undefined,
  port: number,
): StationLinks[] {
  const base = baseOf(configuration, port);
  return Object.keys(configuration.stations).map((station) => ({
    station,
    capture: keys && captureLinkOf(configuration, { station, key: keys.of(station), port }),
    listen: `${base}/listen/${station}`,
    playlist: `${base}/live/${station}/master.m3u8`,
    needsToken: needsToken(configuration, station),
  }));
}

/** What a server tells its operator at the start. */
export interface Greeting {
  readonly links: readonly StationLinks[];
  readonly adminLink: string | undefined;
  readonly elsewhere: readonly string[];
}

/** The text a server greets its operator with. */
export function greetingOf({ links, adminLink, elsewhere }: Greeting): string {
  const stations = links.map(({ station, capture, listen, playlist, needsToken: isLocked }) => {
    const lines = [`  ${station}`, `    listen     ${listen}`, `    VLC etc.   ${playlist}`];
    if (capture !== undefined) lines.splice(1, 0, `    broadcast  ${capture}`);
    if (isLocked) lines.push(`    tokens     ringcast token ${station}`);
    return lines.join('\n');
  });
  const reach = elsewhere.length > 0 ? `\n  From other devices, for listeners: ${elsewhere.join(' ')}\n` : '';
  const administration = adminLink === undefined ? '' : `\n  Administration: ${adminLink}\n`;
  return `\nRingcast is ready.\n\n${stations.join('\n\n')}\n${administration}${reach}\n`;
}

/** What the port of a server speaks. */
function schemeOf({ tlsCert }: Configuration): 'http' | 'https' {
  return tlsCert === undefined ? 'http' : 'https';
}

/** The address of a server for programs on this machine, whatever the world calls it. */
export function localBaseOf(configuration: Configuration, port: number): string {
  const { host } = configuration;
  const isEverywhere = host === undefined || EVERYWHERE.includes(host);
  const name = isEverywhere ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return `${schemeOf(configuration)}://${name}:${port}`;
}

/** The address of a server: the public one of the settings, or the one on this machine. */
export function baseOf(configuration: Configuration, port: number): string {
  return (configuration.publicUrl ?? `${schemeOf(configuration)}://localhost:${port}`).replace(/\/+$/, '');
}

/** Where other devices of the network find the server; none where it has a public address, which all links name then. */
export function elsewhereOf(configuration: Configuration, port: number): string[] {
  if (configuration.publicUrl !== undefined) return [];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `${schemeOf(configuration)}://${address}:${port}`);
}
