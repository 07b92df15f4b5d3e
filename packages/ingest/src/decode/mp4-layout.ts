/**
 * How an MP4 has to be read: from beginning to end, or only once it is whole, because its index comes last. `unknown`
 * until more of it has come.
 */
export type Mp4Layout = 'stream' | 'index-last' | 'unknown';

const BOX_HEADER_BYTES = 8;
/** What is longer before index and sound is left to ffmpeg. */
const MAX_OPENING_BYTES = 65_536;

/**
 * The layout of a file by its beginning (ISO/IEC 14496-12, 4.2): which of `moov` and `mdat` is first. What is no MP4 is a
 * stream.
 */
export function mp4LayoutOf(opening: Buffer): Mp4Layout {
  let offset = 0;
  while (offset < MAX_OPENING_BYTES) {
    if (opening.length < offset + BOX_HEADER_BYTES) return 'unknown';
    const type = opening.toString('latin1', offset + 4, offset + 8);
    if (offset === 0 && type !== 'ftyp') return 'stream';
    if (type === 'mdat') return 'index-last';
    if (type === 'moov' || type === 'moof') return 'stream';
    const size = opening.readUInt32BE(offset);
    // No small box says its size in 64 bits, or has no end.
    if (size < BOX_HEADER_BYTES) return 'stream';
    offset += size;
  }
  return 'stream';
}
