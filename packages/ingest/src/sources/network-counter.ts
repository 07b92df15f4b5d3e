/** Counts the open connections of each client's network. */
export class NetworkCounter {
  readonly #counts = new Map<string, number>();

  /** How many are open from a network. */
  count(network: string): number {
    return this.#counts.get(network) ?? 0;
  }

  add(network: string): void {
    this.#counts.set(network, this.count(network) + 1);
  }

  remove(network: string): void {
    const left = this.count(network) - 1;
    if (left > 0) this.#counts.set(network, left);
    else this.#counts.delete(network);
  }
}
