import { SourceError } from '../source-error.ts';
import { NetworkCounter } from './network-counter.ts';

/** How many connections there may be. */
export interface ConnectionLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** The network that belongs to one client, whose addresses are counted together. */
  readonly networkOf: (address: string) => string;
}

/** Counts WebSockets, whatever they speak. */
export class ConnectionSlots {
  readonly #limits: ConnectionLimits;
  readonly #networks = new NetworkCounter();
  #taken = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** @throws SourceError `too-many-connections` where an address cannot have another one */
  check(address: string): void {
    const { maxConnections, maxConnectionsPerAddress, networkOf } = this.#limits;
    const open = this.#networks.count(networkOf(address));
    if (this.#taken < maxConnections && open < maxConnectionsPerAddress) return;
    const message = `At most ${maxConnectionsPerAddress} connections of an address and ${maxConnections} in all may be open.`;
    throw new SourceError('too-many-connections', message);
  }

  /** Counts a connection; call what is returned once it is closed. */
  take(address: string): () => void {
    const network = this.#limits.networkOf(address);
    this.#taken += 1;
    this.#networks.add(network);
    return () => {
      this.#taken -= 1;
      this.#networks.remove(network);
    };
  }
}
