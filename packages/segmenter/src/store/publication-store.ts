import type { HandOver } from '../hand-over.ts';
import type { Publication, PublicationSource } from '../publication.ts';

/** Keeps what one station offers for other processes, and for the one that comes after. */
export interface PublicationWriter {
  /** Why it is behind, if it is. */
  readonly failure: string | undefined;
  /** Takes a publication and writes it as soon as that is possible; holds up nobody. */
  write(publication: Publication): void;
  /** Resolves when everything taken so far is written, however long that takes. */
  flush(): Promise<void>;
  /** Writes what is left, if that is possible now, and stops. */
  close(): Promise<void>;
}

/** Publications of other processes. */
export interface PublicationReader extends PublicationSource {
  /** Why nothing new comes, where that is known. */
  readonly failure: string | undefined;
  /** Resolves when everything that was there at the start has been published. */
  opened(): Promise<void>;
  /** Takes no more. May be called again. */
  close(): Promise<void>;
}

/** A station that this process alone may write, from now on. */
export interface ClaimedStation {
  readonly name: string;
  /** What a former process left of it. */
  readonly previous: Publication | undefined;
  /** What that process gave beside, where it handed the station over. */
  readonly handOver?: HandOver | undefined;
  readonly writer: PublicationWriter;
}

/** What comes of asking for stations. */
export interface ClaimListener {
  /** This process may write the station from now on. */
  readonly onClaimed: (station: ClaimedStation) => void;
  /** It no longer may: another process does. What it still writes is refused. */
  readonly onLost: (name: string) => void;
}

/** Where the stations' publications are between the process that makes them and those that serve them. */
export interface PublicationStore {
  /**
   * Asks for stations, and goes on asking for those that another process has. Resolves when each was asked for once.
   */
  claim(stations: readonly string[], listener: ClaimListener): Promise<void>;
  /** Whether another process waits for a station of this one. */
  isAwaited(station: string): Promise<boolean>;
  /** Gives a station to who waits for it, with what is needed to go on; its writer is closed before. */
  handOver(station: string, left: HandOver): Promise<void>;
  /** Gives a station up and removes what is kept of it; its writer is closed before. */
  remove(station: string): Promise<void>;
  /** Follows stations, whoever writes them. */
  follow(stations: readonly string[]): Promise<PublicationReader>;
  /** Gives all stations up and stops. Writers and readers are closed before. */
  close(): Promise<void>;
}
