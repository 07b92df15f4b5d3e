/** What plays, as listeners read it. */
export interface Song {
  readonly title: string;
  readonly artist: string | null;
}

/** What a station is, as listeners read it; null where nobody said. */
export interface StationInformation {
  readonly name: string | null;
  readonly description: string | null;
  readonly genre: string | null;
  readonly url: string | null;
}

/** A station as the server knows it. */
export interface StationNow {
  readonly listeners: number;
  /** From the microphone to the ear of a listener who plays as near to live as the server asks; null off air. */
  readonly latencyMs: number | null;
  readonly nowPlaying: Song | null;
}

/** Asks and tells the server what a station's listeners read. */
export class StationClient {
  readonly #url: string;

  constructor(station: string) {
    this.#url = `/api/stations/${encodeURIComponent(station)}`;
  }

  /** Resolves with undefined where the server does not answer. */
  async readNow(): Promise<StationNow | undefined> {
    const response = await fetch(this.#url, { cache: 'no-store' });
    if (!response.ok) return undefined;
    return (await response.json()) as StationNow;
  }

  async readInformation(): Promise<StationInformation | null> {
    const response = await fetch(`${this.#url}/information`, { cache: 'no-store' });
    if (!response.ok) return null;
    return ((await response.json()) as { information: StationInformation | null }).information;
  }

  /**
   * Says what plays from now on; undefined for nothing.
   *
   * @param before what was said last: where something else is said by now, that stays
   * @throws Error with the server's reason
   */
  async sayPlaying(key: string, song: Song | undefined, before?: Song): Promise<void> {
    const present = before && (await this.readNow())?.nowPlaying;
    const isOther = present?.title !== before?.title || present?.artist !== before?.artist;
    if (!present || !isOther) await this.#say('now-playing', key, song);
  }

  /** Says what the station is. @throws Error with the server's reason */
  async sayInformation(key: string, information: StationInformation): Promise<void> {
    await this.#say('information', key, information);
  }

  async #say(what: string, key: string, value: object | undefined): Promise<void> {
    const response = await fetch(`${this.#url}/${what}`, {
      method: value === undefined ? 'DELETE' : 'PUT',
      headers: { Authorization: `Bearer ${key}` },
      ...(value !== undefined && { body: JSON.stringify(value) }),
    });
    if (response.ok) return;
    const { message } = (await response.json().catch(() => ({}))) as { message?: string };
    throw new Error(message ?? String(response.status));
  }
}
