/** Where a station's playlists and its state are found. */
export interface StationAddress {
  /** The station's name, or the address itself where it names none. */
  readonly name: string;
  /** The multivariant playlist. */
  readonly masterUrl: string;
  /** The state API of the station; undefined where the playlist is not served by Ringcast. */
  readonly stateUrl: string | undefined;
  /** The server's clock; undefined where the playlist is not served by Ringcast. */
  readonly timeUrl: string | undefined;
}

/** Whether two addresses lead to the same station; by another token perhaps, where they are of a Ringcast server. */
export function isSameStation(one: StationAddress, other: StationAddress): boolean {
  const isSameState = one.stateUrl !== undefined && one.stateUrl === other.stateUrl;
  return isSameState || one.masterUrl === other.masterUrl;
}

const MASTER_PATH = /^(.*\/)live\/(?:~[\w.-]+\/)?([a-z0-9][a-z0-9-]{0,62})\/master\.m3u8$/;

/**
 * The address of a station of the server whose root is `serverUrl` (with the slash at its end).
 *
 * @param token for a station that not everyone may hear.
 * @throws TypeError where `serverUrl` is no absolute URL.
 */
export function addressOfStation(name: string, serverUrl: string, token?: string): StationAddress {
  const path = encodeURIComponent(name);
  const folder = token === undefined ? path : `~${encodeURIComponent(token)}/${path}`;
  return {
    name,
    masterUrl: new URL(`live/${folder}/master.m3u8`, serverUrl).href,
    stateUrl: new URL(`api/stations/${path}`, serverUrl).href,
    timeUrl: new URL('api/time', serverUrl).href,
  };
}

/**
 * The address behind a multivariant playlist's URL. A playlist at `…/live/STATION/master.m3u8` is taken for one of
 * a Ringcast server, with its state and clock; any other is played as it is.
 *
 * @throws TypeError where `src` is no URL.
 */
export function addressOfSource(src: string, baseUrl: string): StationAddress {
  const url = new URL(src, baseUrl);
  const [, root, name] = MASTER_PATH.exec(url.pathname) ?? [];
  if (root === undefined || name === undefined) {
    return { name: url.host, masterUrl: url.href, stateUrl: undefined, timeUrl: undefined };
  }
  return { ...addressOfStation(name, new URL(root, url).href), masterUrl: url.href };
}
