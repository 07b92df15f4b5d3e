import { baseMediaDecodeTimeOf, durationOf, FragmentSplitter } from '@ringcast/segmenter';
import type { MediaSpan } from './media-rules.ts';

/** Where a segment of fragmented MP4 lies; undefined of other media, and where it cannot be read. */
export function spanOf(uri: string, bytes: Buffer): MediaSpan | undefined {
  try {
    const pieces = new FragmentSplitter().push(bytes);
    const fragments = pieces.filter(({ kind }) => kind === 'fragment');
    const [first, last] = [fragments[0], fragments.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    const end = baseMediaDecodeTimeOf(last.bytes) + durationOf(last.bytes);
    return { uri, start: baseMediaDecodeTimeOf(first.bytes), end };
  } catch {
    return undefined;
  }
}
