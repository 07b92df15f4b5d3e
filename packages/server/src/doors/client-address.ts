import type { AddressLookup } from '@ringcast/ingest';
import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/**
 * Finds a client's address: that of its connection, or, where a trusted proxy made that, the last one in
 * X-Forwarded-For which no trusted proxy added. What others say in that header counts for nothing.
 *
 * @param trusted addresses and networks of proxies, `10.0.0.0/8`, or `loopback`, `linklocal`, `uniquelocal`
 */
export function createAddressLookup(trusted: readonly string[]): AddressLookup {
  if (trusted.length === 0) return ({ socket }) => socket.remoteAddress ?? '';
  const trust = proxyAddr.compile([...trusted]);
  return (request) => (request.socket.remoteAddress ? proxyAddr(request as IncomingMessage, trust) : '');
}

/** Tells proxies from all others. */
export function createProxyTest(trusted: readonly string[]): (address: string) => boolean {
  if (trusted.length === 0) return () => false;
  const trust = proxyAddr.compile([...trusted]);
  return (address) => address !== '' && trust(address, 0);
}

/** Whether a text names a proxy or a network of proxies. */
export function isProxyName(text: string): boolean {
  try {
    proxyAddr.compile(text);
    return true;
  } catch {
    return false;
  }
}
