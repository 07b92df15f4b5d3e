import { SourceError } from '../source-error.ts';
import { AddressCounter } from './address-counter.ts';

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

/** Counts WebSockets, whatever they speak. */
export class ConnectionSlots {
  readonly #limits: ConnectionLimits;
  readonly #addresses = new AddressCounter();
  #taken = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** @throws SourceError `too-many-connections` where an address cannot have another one */
  check(address: string): void {
    const { maxConnections, maxConnectionsPerAddress } = this.#limits;
    if (this.#taken < maxConnections && this.#addresses.count(address) < maxConnectionsPerAddress) return;
    const message = `At most ${maxConnectionsPerAddress} connections of an address and ${maxConnections} in all may be open.`;
    throw new SourceError('too-many-connections', message);
  }

  /** Counts a connection; call what is returned once it is closed. */
  take(address: string): () => void {
    this.#taken += 1;
    this.#addresses.add(address);
    return () => {
      this.#taken -= 1;
      this.#addresses.remove(address);
    };
  }
}
