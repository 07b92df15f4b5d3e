/** The keys of a station. The braces keep them together in a cluster. */
export interface StationKeys {
  /** The ticket of who may write; a string that expires. */
  readonly lease: string;
  /** The ticket that was the lease's last. */
  readonly lastTicket: string;
  /** There while another process waits for the station. */
  readonly awaited: string;
  /** A hash of what who had the station last left for who has it next. */
  readonly left: string;
  /** A stream of one entry: the newest manifest. */
  readonly edge: string;
  /** A hash of the initialization sections, by `RENDITION/NAME`. */
  readonly inits: string;
  /** A rendition's media, a stream whose entries are named after their place: `MSN-(PART + 1)`. */
  readonly media: (rendition: string) => string;
}

/** The channel on which is said which station has been given up. */
export const RELEASED_CHANNEL = 'ringcast:released';

/** The keys of the station of this name. */
export function keysOf(station: string): StationKeys {
  const prefix = `ringcast:{${station}}`;
  return {
    lease: `${prefix}:lease`,
    lastTicket: `${prefix}:last-ticket`,
    awaited: `${prefix}:awaited`,
    left: `${prefix}:left`,
    edge: `${prefix}:edge`,
    inits: `${prefix}:inits`,
    media: (rendition) => `${prefix}:media:${rendition}`,
  };
}
