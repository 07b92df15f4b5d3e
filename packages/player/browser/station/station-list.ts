/** A station in the server's list. */
export interface ListedStation {
  readonly name: string;
  readonly isOnAir: boolean;
}

/**
 * Asks the server for its stations.
 *
 * @throws TypeError when the server cannot be reached; Error when it answers with anything but a list of stations.
 */
export async function fetchStations(): Promise<ListedStation[]> {
  const response = await fetch('/api/stations', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/api/stations answered with ${response.status}, expected 200`);
  const { stations } = (await response.json()) as { stations?: unknown };
  if (!Array.isArray(stations)) throw new Error('/api/stations answered without the list "stations"');
  return stations.flatMap(stationOf);
}

function stationOf(entry: unknown): ListedStation[] {
  const { name, onAir } = (entry ?? {}) as { name?: unknown; onAir?: unknown };
  return typeof name === 'string' ? [{ name, isOnAir: onAir === true }] : [];
}
