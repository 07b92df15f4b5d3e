import type { PartPosition } from './live-edge.ts';

/** What a media file is, by its name. */
export type MediaPosition =
  | { readonly kind: 'init' }
  | { readonly kind: 'segment'; readonly msn: number }
  | ({ readonly kind: 'part' } & PartPosition);

const FRAGMENT_NAME = /^(0|[1-9]\d{0,9})(?:\.(0|[1-9]\d{0,3}))?\.m4s$/;
const INIT_NAME = /^init-[A-Za-z0-9-]{1,64}\.mp4$/;

/** Reads `1234.m4s`, `1234.5.m4s` and `init-….mp4`; undefined for every other name. */
export function parseMediaName(name: string): MediaPosition | undefined {
  const match = FRAGMENT_NAME.exec(name);
  if (!match) return INIT_NAME.test(name) ? { kind: 'init' } : undefined;
  const msn = Number(match[1]);
  return match[2] === undefined ? { kind: 'segment', msn } : { kind: 'part', msn, part: Number(match[2]) };
}
