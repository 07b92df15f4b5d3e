import { parse, setOptions, type types } from 'hls-parser';

/** A media playlist with its text. */
export interface MediaSnapshot {
  readonly text: string;
  readonly playlist: types.MediaPlaylist;
}

/** A multivariant playlist with its text. */
export interface MultivariantSnapshot {
  readonly text: string;
  readonly playlist: types.MasterPlaylist;
}

/** Something in a playlist that is not as RFC 8216bis has it: a `warning` where that only advises it. */
export interface LetterProblem {
  readonly level: 'warning' | 'fault';
  readonly what: string;
}

/** What a playlist's text turned out to be, and what is wrong with it by the letter. */
export type ParsedPlaylist = { readonly problems: readonly LetterProblem[] } & (
  | ({ readonly kind: 'media' } & MediaSnapshot)
  | ({ readonly kind: 'multivariant' } & MultivariantSnapshot)
  | { readonly kind: 'none' }
);

/** What the parser complains of and the draft allows; with parts, rules of ours look closer. */
const ALLOWED = [/CAN-BLOCK-RELOAD=YES is mandatory/, /Remove EXT-X-PART tags/];
/** The parser has the draft's word for what is no more than advice. */
const ADVICE = /\bshould\b/i;

/** Reads a playlist as far as it can be read, and hears of everything that the parser has against it. */
export function parsePlaylist(text: string): ParsedPlaylist {
  const problems: LetterProblem[] = [];
  try {
    const playlist = hearing(problems, () => parse(withoutTitles(text)));
    return playlist.isMasterPlaylist
      ? { kind: 'multivariant', problems, text, playlist }
      : { kind: 'media', problems, text, playlist };
  } catch (error) {
    // It goes on after the first complaint until it stumbles over what that was of.
    note(problems, error instanceof Error ? error.message : String(error));
    return { kind: 'none', problems: problems.slice(0, 1) };
  }
}

/** Hears what the parser overlooks: it says so on the console, and nowhere else. */
function hearing<T>(problems: LetterProblem[], read: () => T): T {
  const { error } = console;
  setOptions({ strictMode: false, silent: false });
  // oxlint-disable-next-line no-console -- for no longer than the parser works
  console.error = (complaint: string) => note(problems, complaint);
  try {
    return read();
  } finally {
    // oxlint-disable-next-line no-console
    console.error = error;
  }
}

/** Notes each complaint once; the parser repeats those of segments. */
function note(problems: LetterProblem[], what: string): void {
  if (ALLOWED.some((allowed) => allowed.test(what)) || problems.some((noted) => noted.what === what)) return;
  problems.push({ level: ADVICE.test(what) ? 'warning' : 'fault', what });
}

/** The parser takes titles for bytes, and fails on one that is not ASCII. */
function withoutTitles(text: string): string {
  return text.replace(/^(#EXTINF:[^,\r\n]*,)[^\r\n]*/gm, '$1');
}
