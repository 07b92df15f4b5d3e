const FRAGMENT_NAME = 'key';

/** Where the stream key of a station is kept: for this tab, and on this device only if the broadcaster wishes. */
export class StreamKey {
  readonly #name: string;

  constructor(station: string) {
    this.#name = `ringcast.key.${station}`;
  }

  /** The key of the link the page was opened by, or one that was kept; empty when there is none. */
  get value(): string {
    return read(() => sessionStorage, this.#name) ?? read(() => localStorage, this.#name) ?? '';
  }

  /** Whether the key is kept on this device. */
  get isRemembered(): boolean {
    return read(() => localStorage, this.#name) !== undefined;
  }

  /** Keeps a key for this tab, and on this device or no longer. */
  keep(key: string, isRemembered: boolean): void {
    write(() => sessionStorage, this.#name, key);
    write(() => localStorage, this.#name, isRemembered ? key : '');
  }

  /** Takes the key out of the page's address, so that it is in no history, bookmark or shared screen. */
  takeFromAddress(): void {
    const fragment = new URLSearchParams(location.hash.slice(1));
    const key = fragment.get(FRAGMENT_NAME);
    if (key === null) return;
    fragment.delete(FRAGMENT_NAME);
    const rest = fragment.size > 0 ? `#${fragment.toString()}` : '';
    history.replaceState(history.state, '', `${location.pathname}${location.search}${rest}`);
    this.keep(key, this.isRemembered);
  }
}

/** Browsers may forbid a page its storage; then nothing is kept. */
function read(storage: () => Storage, name: string): string | undefined {
  try {
    return storage().getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(storage: () => Storage, name: string, value: string): void {
  try {
    if (value === '') storage().removeItem(name);
    else storage().setItem(name, value);
  } catch {
    // The key then lives in its field only.
  }
}
