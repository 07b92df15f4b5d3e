import { cleanText } from './clean-text.ts';

/** What is playing, as a source says it; clean text. */
export interface Song {
  readonly title: string;
  readonly artist: string | null;
}

const MAX_CHARACTERS = 200;
/** How source clients put the two into one field. */
const SEPARATOR = / [-–—] /u;

/** Cleans what a source says is playing; undefined where nothing is left, which says that nothing is. */
export function songOf({
  title,
  artist,
}: {
  readonly title?: string | null | undefined;
  readonly artist?: string | null | undefined;
}): Song | undefined {
  const cleanTitle = cleanText(title ?? '', MAX_CHARACTERS);
  const cleanArtist = cleanText(artist ?? '', MAX_CHARACTERS);
  if (cleanTitle === '') return cleanArtist === '' ? undefined : { title: cleanArtist, artist: null };
  return { title: cleanTitle, artist: cleanArtist === '' ? null : cleanArtist };
}

/** As {@link songOf}, from `Artist - Title`. */
export function songOfLine(line: string): Song | undefined {
  const [separator] = SEPARATOR.exec(line) ?? [];
  if (separator === undefined) return songOf({ title: line });
  const at = line.indexOf(separator);
  return songOf({ artist: line.slice(0, at), title: line.slice(at + separator.length) });
}
