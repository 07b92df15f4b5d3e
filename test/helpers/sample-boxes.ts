/** An ISO BMFF box: its size, its type and what is in it. */
export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A full box: version and flags, then 32-bit numbers. */
export function fullBox(
  type: string,
  { version = 0, flags = 0 }: { version?: number; flags?: number },
  ...words: readonly number[]
): Buffer {
  const content = Buffer.alloc(4 + 4 * words.length);
  content.writeUInt32BE(((version << 24) | flags) >>> 0);
  for (const [index, word] of words.entries()) content.writeUInt32BE(word, 4 + 4 * index);
  return box(type, content);
}

/** A fragment: moof with the given track boxes, and an mdat. */
export function fragmentOf(...trackBoxes: readonly Buffer[]): Buffer {
  const moof = box('moof', fullBox('mfhd', {}, 1), box('traf', ...trackBoxes));
  return Buffer.concat([moof, box('mdat', Buffer.from('sound'))]);
}
