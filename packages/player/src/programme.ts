/** What is playing, as the source of a station says it. Text is clean, but not escaped for anything. */
export interface NowPlaying {
  /** Never used twice. */
  readonly id: string;
  readonly title: string;
  readonly artist: string | null;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Where on the station's timeline it began, an absolute number at 48 kHz; null until that is known. */
  readonly startSample: number | null;
}

/** What the source of a station says that the station is; null where it says nothing. */
export interface StationInformation {
  readonly name: string | null;
  readonly description: string | null;
  readonly genre: string | null;
  /** An http or https address. */
  readonly url: string | null;
}

/** What is known of a station's programme; undefined where nobody said. */
export interface Programme {
  readonly nowPlaying: NowPlaying | undefined;
  readonly information: StationInformation | undefined;
}

/** Where a player asks for the programme of a station. */
export type ProgrammeLookup = (station: string) => Programme;

/** Of a player that no source talks to. */
export const NO_PROGRAMME: ProgrammeLookup = () => ({ nowPlaying: undefined, information: undefined });
