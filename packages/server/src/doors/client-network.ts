import ipaddr from 'ipaddr.js';

/** Bytes of the part of an IPv6 address that a provider gives to one customer, who then has all that follow. */
const IPV6_NETWORK_BYTES = 8;

/**
 * The network that belongs to one client: its IPv4 address, or the first 64 bits of its IPv6 address. A text that is
 * no address is a network of its own.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, IPV6_NETWORK_BYTES)).toString('hex');
}
