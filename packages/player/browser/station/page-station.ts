import { retryDelayMs } from './retry-delay.ts';
import { fetchStations } from './station-list.ts';

const STATION_PATH = /\/(?:listen|embed)\/([a-z0-9][a-z0-9-]{0,62})\/?$/;

/** The station a page is for: the one its path names, or else the server's first. */
export async function stationOfPage(path: string): Promise<string> {
  const named = STATION_PATH.exec(path)?.[1];
  if (named !== undefined) return named;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [first] = await fetchStations();
      return first?.name ?? 'main';
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs(attempt, Math.random())));
    }
  }
}
