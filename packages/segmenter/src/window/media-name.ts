/** The file name of a whole segment. */
export function segmentName(msn: number): string {
  return `${msn}.m4s`;
}

/** The file name of a part: its segment's media sequence number and its index there, from 0. */
export function partName(msn: number, part: number): string {
  return `${msn}.${part}.m4s`;
}
