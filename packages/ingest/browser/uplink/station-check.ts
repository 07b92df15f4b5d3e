const NOT_FOUND = 404;

/** The server's sentence when it has no station of this name; undefined when it has, or does not say. */
export async function askWhyUnknown(station: string): Promise<string | undefined> {
  const response = await fetch(`/api/stations/${encodeURIComponent(station)}`, { cache: 'no-store' });
  if (response.status !== NOT_FOUND) return undefined;
  const body: unknown = await response.json();
  const hasMessage = typeof body === 'object' && body !== null && 'message' in body;
  return hasMessage ? String(body.message) : `There is no station "${station}" on this server.`;
}
