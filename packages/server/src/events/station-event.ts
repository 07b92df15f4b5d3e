/** What may happen to a station that an operator wants to hear of. */
export const STATION_EVENTS = [
  'station.on-air',
  'station.off-air',
  'station.silent',
  'station.audible',
  'broadcaster.lost',
  'broadcaster.returned',
] as const;

/** One of {@link STATION_EVENTS}. */
export type StationEventType = (typeof STATION_EVENTS)[number];

/** Something that happened to a station. */
export interface StationEvent {
  readonly type: StationEventType;
  readonly station: string;
  /** In ms since the Unix epoch. */
  readonly atMs: number;
  /** Where the sound comes from, `websocket`, `http push`; null where nobody knows. */
  readonly source: string | null;
}
