const STORED = 'ringcast.adminKey';
const FRAGMENT_NAME = 'key';

/**
 * The key of the link that the server prints; undefined where the page's address has none. The fragment reaches no
 * server, and the key is taken out of it, so that it is in no history, bookmark or shared screen.
 */
export function takeKeyOfLink(): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const key = fragment.get(FRAGMENT_NAME);
  if (key === null) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return key;
}

/** The key of this tab. Browsers may forbid a page its storage; then a reload needs the link or the key again. */
export function keptAdminKey(): string | undefined {
  try {
    return sessionStorage.getItem(STORED) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a key as long as the tab is open, or forgets it. */
export function keepAdminKey(key: string | undefined): void {
  try {
    if (key === undefined) sessionStorage.removeItem(STORED);
    else sessionStorage.setItem(STORED, key);
  } catch {
    // See above.
  }
}
