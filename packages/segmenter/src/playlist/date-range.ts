import type { SongRange } from '../publication.ts';
import { quotedString } from './quoted-string.ts';

/** Two of one class never overlap: the next one ends the one before. */
const SONG_CLASS = 'ringcast.song';

/**
 * EXT-X-DATERANGE of what plays (RFC 8216bis 4.4.5.1), without title from where nothing is known to play. It never
 * changes: its end is the beginning of the next one.
 */
export function renderSongRange({ id, startMs, title, artist }: SongRange): string {
  const attributes = [
    `ID=${quotedString(id)}`,
    `CLASS="${SONG_CLASS}"`,
    `START-DATE="${new Date(startMs).toISOString()}"`,
    'END-ON-NEXT=YES',
    ...(title === null ? [] : [`X-TITLE=${quotedString(title)}`]),
    ...(artist === null ? [] : [`X-ARTIST=${quotedString(artist)}`]),
  ];
  return `#EXT-X-DATERANGE:${attributes.join(',')}`;
}
