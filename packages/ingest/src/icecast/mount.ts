/** `/main`, and `/ingest/main` for those who take the address of a push. */
const MOUNT = /^\/(?:ingest\/)?([^/?]+)\/?(?:\?.*)?$/;

/** The station that a mountpoint names, or undefined where the path is none. */
export function stationOfMount(target: string): string | undefined {
  return MOUNT.exec(target)?.[1];
}
