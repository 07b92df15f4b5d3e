const FRAGMENT_NAME = 'token';

/**
 * The token of the link that this page was opened by, `#token=…`, or of one before in this tab; undefined without.
 * It is taken out of the page's address, so that it is in no history, bookmark or shared screen.
 */
export function tokenOfPage(station: string): string | undefined {
  const name = `ringcast.token.${station}`;
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get(FRAGMENT_NAME);
  if (token === null) return read(name);
  fragment.delete(FRAGMENT_NAME);
  const rest = fragment.size > 0 ? `#${fragment.toString()}` : '';
  history.replaceState(history.state, '', `${location.pathname}${location.search}${rest}`);
  keep(name, token);
  return token;
}

/** Browsers may forbid a page its storage; then a reload needs the link again. */
function read(name: string): string | undefined {
  try {
    return sessionStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(name: string, token: string): void {
  try {
    sessionStorage.setItem(name, token);
  } catch {
    // See above.
  }
}
