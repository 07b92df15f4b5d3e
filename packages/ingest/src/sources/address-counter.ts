/** Counts connections of each client's address. */
export class AddressCounter {
  readonly #counts = new Map<string, number>();

  /** How many are open from an address. */
  count(address: string): number {
    return this.#counts.get(address) ?? 0;
  }

  add(address: string): void {
    this.#counts.set(address, this.count(address) + 1);
  }

  remove(address: string): void {
    const left = this.count(address) - 1;
    if (left > 0) this.#counts.set(address, left);
    else this.#counts.delete(address);
  }
}
