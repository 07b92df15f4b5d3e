import { hostname, networkInterfaces } from 'node:os';

const LOCAL = ['localhost', '127.0.0.1', '::1'];

/** The names and addresses under which a studio's network reaches this computer. */
export function studioNames(publicUrl: string | undefined): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  const host = hostname();
  const own = host.includes('.') ? [host] : [host, `${host}.local`];
  const known = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  return [...new Set([...known, ...own, ...addresses, ...LOCAL])];
}
