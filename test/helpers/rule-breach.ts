import type { Finding } from '../../packages/server/src/doctor/finding.ts';
import {
  type MediaSnapshot,
  parsePlaylist,
} from '../../packages/server/src/doctor/stream/parsed-playlist.ts';

/** What is replaced by what in something that keeps to the rules, and what is said of it then. */
export interface Breach {
  readonly from: string | RegExp;
  readonly to: string;
  readonly says: string;
}

/** A text with what a breach breaks. */
export function brokenText(text: string, breach: Breach | undefined): string {
  return breach === undefined ? text : text.replace(breach.from, breach.to);
}

/** A media playlist as the doctor reads it. */
export function mediaOf(text: string): MediaSnapshot {
  const parsed = parsePlaylist(text);
  if (parsed.kind !== 'media') throw new Error(`no media playlist: ${parsed.problems[0]?.what}`);
  return parsed;
}

/** What findings say. */
export function whatOf(findings: readonly Finding[]): string[] {
  return findings.map(({ what }) => what);
}
