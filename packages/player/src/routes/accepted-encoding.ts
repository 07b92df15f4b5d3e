import Negotiator from 'negotiator';

/** Clients send a handful of different headers; each is read once. */
const MAX_KNOWN_HEADERS = 200;
const knownHeaders = new Map<string, boolean>();

/**
 * Whether a client takes gzip.
 *
 * @param header its Accept-Encoding (RFC 9110 12.5.3); without one it gets plain bytes.
 */
export function acceptsGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  const known = knownHeaders.get(header);
  if (known !== undefined) return known;
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } });
  const isAccepted = negotiator.encodings(['gzip', 'identity']).includes('gzip');
  if (knownHeaders.size < MAX_KNOWN_HEADERS) knownHeaders.set(header, isAccepted);
  return isAccepted;
}
