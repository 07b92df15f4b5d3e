import type { StreamedEvent } from './event-stream.ts';
import type { ListenerPoint, StationEvent, StationState } from './station-state.ts';

const HISTORY_STEP_MS = 10_000;
const HISTORY_POINTS = 720;
const LOG_EVENTS = 500;
const BITS_PER_BYTE = 8;
const MS_PER_SECOND = 1_000;

/** What the page knows of the server. */
export class DashboardModel {
  /** In the order of the server. */
  stations: readonly StationState[] = [];
  /** Oldest first. */
  history: ListenerPoint[] = [];
  /** Newest first. */
  log: StationEvent[] = [];
  readonly #uplinks = new Map<
    string,
    { readonly bytes: number; readonly atMs: number; readonly bps: number }
  >();

  /** Takes an event of the server's stream. */
  take({ type, data }: StreamedEvent): void {
    if (type === 'history') this.history = data as ListenerPoint[];
    else if (type === 'log') this.log = (data as StationEvent[]).toReversed();
    else if (type === 'event') this.log = [data as StationEvent, ...this.log].slice(0, LOG_EVENTS);
    else if (type === 'stations') this.#takeStations(data as { atMs: number; stations: StationState[] });
  }

  /** A station as it was told last; undefined where there is none of this name. */
  stationOf(name: string | undefined): StationState | undefined {
    return this.stations.find((station) => station.name === name);
  }

  /** What a broadcaster sends at present, in bits a second; undefined where that is not known. */
  uplinkBpsOf(station: string): number | undefined {
    return this.#uplinks.get(station)?.bps;
  }

  #takeStations({ atMs, stations }: { atMs: number; stations: StationState[] }): void {
    this.stations = stations;
    for (const station of stations) this.#noteUplink(station, atMs);
    const last = this.history.at(-1);
    if (last && atMs - last.atMs < HISTORY_STEP_MS) return;
    const listeners = Object.fromEntries(stations.map(({ name, listeners: count }) => [name, count]));
    this.history = [...this.history, { atMs, listeners }].slice(-HISTORY_POINTS);
  }

  #noteUplink({ name, uplink }: StationState, atMs: number): void {
    if (!uplink) return void this.#uplinks.delete(name);
    const before = this.#uplinks.get(name);
    const bytes = uplink.receivedBytes;
    const isRow = before !== undefined && bytes >= before.bytes && atMs > before.atMs;
    const bps = isRow ? ((bytes - before.bytes) * BITS_PER_BYTE * MS_PER_SECOND) / (atMs - before.atMs) : 0;
    this.#uplinks.set(name, { bytes, atMs, bps });
  }
}
