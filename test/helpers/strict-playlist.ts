import { parse as parsePlaylist, setOptions } from 'hls-parser';

/** A media playlist as hls-parser understands it; throws where strict mode finds fault. */
export function parseMediaPlaylist(text: string) {
  const playlist = parse(text);
  if (!('segments' in playlist))
    throw new Error('a multivariant playlist came, a media playlist was expected');
  return playlist;
}

/** A multivariant playlist as hls-parser understands it; throws where strict mode finds fault. */
export function parseMultivariantPlaylist(text: string) {
  const playlist = parse(text);
  if (!('variants' in playlist))
    throw new Error('a media playlist came, a multivariant playlist was expected');
  return playlist;
}

function parse(text: string) {
  setOptions({ strictMode: true });
  return parsePlaylist(text);
}
