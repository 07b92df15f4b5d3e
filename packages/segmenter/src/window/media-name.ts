/** The file name of a whole segment. */
export function segmentName(msn: number): string {
  return `${msn}.m4s`;
}

/** The file name of a part: its segment's media sequence number and its index there, from 0. */
export function partName(msn: number, part: number): string {
  return `${msn}.${part}.m4s`;
}

const MEDIA_NAME = /^(\d{1,15})(?:\.(\d{1,4}))?\.m4s$/;

/** What a media file name stands for, or undefined where it is neither a segment's nor a part's. */
export function parseMediaName(name: string): { msn: number; part: number | undefined } | undefined {
  const match = MEDIA_NAME.exec(name);
  if (!match) return undefined;
  return { msn: Number(match[1]), part: match[2] === undefined ? undefined : Number(match[2]) };
}
