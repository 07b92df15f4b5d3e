const STORED = 'ringcast.adminKey';
const IN_FRAGMENT = /^#key=(.+)$/;

/**
 * The key of whoever is at the page: out of the link that the server prints, whose fragment reaches no server and is
 * taken out of the address at once, or the one of this tab.
 */
export function takeAdminKey(): string | undefined {
  const inFragment = IN_FRAGMENT.exec(location.hash)?.[1];
  if (inFragment === undefined) return sessionStorage.getItem(STORED) ?? undefined;
  history.replaceState(null, '', location.pathname);
  const key = decodeURIComponent(inFragment);
  keepAdminKey(key);
  return key;
}

/** Keeps a key as long as the tab is open. */
export function keepAdminKey(key: string): void {
  sessionStorage.setItem(STORED, key);
}

/** Forgets the key. */
export function forgetAdminKey(): void {
  sessionStorage.removeItem(STORED);
}
