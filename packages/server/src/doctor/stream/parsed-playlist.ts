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

/** What a playlist's text turned out to be; `problem` is what is wrong with it by the letter of RFC 8216bis. */
export type ParsedPlaylist =
  | ({ readonly kind: 'media'; readonly problem: string | undefined } & MediaSnapshot)
  | ({ readonly kind: 'multivariant'; readonly problem: string | undefined } & MultivariantSnapshot)
  | { readonly kind: 'none'; readonly problem: string };

/** Reads a playlist as strictly as the parser can; one that it would refuse then is read all the same where it can be. */
export function parsePlaylist(text: string): ParsedPlaylist {
  const untitled = withoutTitles(text);
  let problem: string | undefined;
  try {
    setOptions({ strictMode: true, silent: true });
    parse(untitled);
  } catch (error) {
    problem = messageOf(error);
  }
  try {
    setOptions({ strictMode: false, silent: true });
    const playlist = parse(untitled);
    return playlist.isMasterPlaylist
      ? { kind: 'multivariant', problem, text, playlist: playlist }
      : { kind: 'media', problem, text, playlist: playlist };
  } catch (error) {
    return { kind: 'none', problem: problem ?? messageOf(error) };
  }
}

/** The parser takes titles for bytes, and fails on one that is not ASCII. */
function withoutTitles(text: string): string {
  return text.replace(/^(#EXTINF:[^,\r\n]*,)[^\r\n]*/gm, '$1');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
