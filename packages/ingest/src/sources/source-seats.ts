import type { StationEntrance } from '../station-gate.ts';
import { WireError } from '../wire/wire-error.ts';

/**
 * Lets one pushed source of a station at a time wait for its first sample. Without it, whoever connects often and sends
 * nothing would get a decoder for every connection.
 */
export class SourceSeats {
  readonly #waiting = new Map<string, string>();

  /**
   * Takes a station's seat; call what is returned, once or more often, when the source is on air or gone,
   * or comes into a file first, which takes no decoder.
   *
   * @throws WireError `station-busy` where the station refuses it or another is about to go on air
   */
  take(station: { name: string; entrance: StationEntrance }, kind: string): () => void {
    const { name, entrance } = station;
    const waiting = this.#waiting.get(name);
    const busy = waiting && `Station "${name}" is about to go on air from another source (${waiting}).`;
    const refusal = entrance.refusal ?? busy;
    if (refusal !== undefined) throw new WireError('station-busy', refusal);
    this.#waiting.set(name, kind);
    let isTaken = true;
    return () => {
      if (isTaken) this.#waiting.delete(name);
      isTaken = false;
    };
  }
}
