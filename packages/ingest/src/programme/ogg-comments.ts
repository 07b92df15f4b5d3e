import { type Song, songOf, songOfLine } from './song.ts';

/** RFC 3533, 6: of a page's header, without the table of its segments. */
const PAGE_HEADER_BYTES = 27;
const FLAGS_OFFSET = 5;
const FIRST_PAGE_FLAG = 2;
const SEGMENT_COUNT_OFFSET = 26;
const FULL_SEGMENT_BYTES = 255;
/** Where pictures follow, the words come before. */
const MAX_PACKET_BYTES = 65_536;

/** What stands before the comments, by codec. */
const PREAMBLES: readonly { readonly magic: Buffer; readonly bytes: number }[] = [
  { magic: Buffer.from('\u0003vorbis', 'latin1'), bytes: 7 },
  { magic: Buffer.from('OpusTags'), bytes: 8 },
  // https://xiph.org/flac/ogg_mapping.html: a metadata block, with its own length.
  { magic: Buffer.of(0x04), bytes: 4 },
  { magic: Buffer.of(0x84), bytes: 4 },
];

/**
 * Looks through an Ogg stream for the comments of Vorbis, Opus and FLAC, which begin anew with every song of a chained
 * stream. Bytes that are no Ogg it leaves alone.
 */
export class OggComments {
  readonly #onSong: (song: Song) => void;
  #header = Buffer.alloc(0);
  #payloadBytes = 0;
  /** The second packet of a stream while it comes. */
  #packet: Buffer[] | undefined;
  #packetBytes = 0;
  #packetBytesOfPage = 0;
  #isPacketEnding = false;
  #isOgg = true;

  constructor(onSong: (song: Song) => void) {
    this.#onSong = onSong;
  }

  push(bytes: Buffer): void {
    let rest = bytes;
    while (this.#isOgg && rest.length > 0) {
      rest = this.#payloadBytes > 0 ? this.#takePayload(rest) : this.#takeHeader(rest);
    }
  }

  #takeHeader(bytes: Buffer): Buffer {
    const before = this.#header.length;
    this.#header = Buffer.concat([this.#header, bytes.subarray(0, this.#missingOfHeader())]);
    const rest = bytes.subarray(this.#header.length - before);
    if (this.#missingOfHeader() === 0) this.#beginPage();
    return rest;
  }

  #missingOfHeader(): number {
    const { length } = this.#header;
    if (length < PAGE_HEADER_BYTES) return PAGE_HEADER_BYTES - length;
    return PAGE_HEADER_BYTES + this.#header.readUInt8(SEGMENT_COUNT_OFFSET) - length;
  }

  #beginPage(): void {
    const header = this.#header;
    this.#header = Buffer.alloc(0);
    this.#isOgg = header.toString('latin1', 0, 4) === 'OggS';
    const segments = header.subarray(PAGE_HEADER_BYTES);
    this.#payloadBytes = sumOf(segments);
    if ((header.readUInt8(FLAGS_OFFSET) & FIRST_PAGE_FLAG) !== 0) return this.#expectPacket();
    const last = segments.findIndex((length) => length < FULL_SEGMENT_BYTES);
    this.#isPacketEnding = last >= 0;
    this.#packetBytesOfPage = last >= 0 ? sumOf(segments.subarray(0, last + 1)) : this.#payloadBytes;
  }

  /** The first page has the first packet and nothing else. */
  #expectPacket(): void {
    this.#packet = [];
    this.#packetBytes = 0;
    this.#packetBytesOfPage = 0;
    this.#isPacketEnding = false;
  }

  #takePayload(bytes: Buffer): Buffer {
    const payload = bytes.subarray(0, this.#payloadBytes);
    this.#payloadBytes -= payload.length;
    if (this.#packet) this.#takePacket(this.#packet, payload.subarray(0, this.#packetBytesOfPage));
    return bytes.subarray(payload.length);
  }

  #takePacket(packet: Buffer[], bytes: Buffer): void {
    packet.push(bytes);
    this.#packetBytes += bytes.length;
    this.#packetBytesOfPage -= bytes.length;
    const isWhole = this.#isPacketEnding && this.#packetBytesOfPage === 0;
    if (!isWhole && this.#packetBytes < MAX_PACKET_BYTES) return;
    this.#packet = undefined;
    const song = songOfPacket(Buffer.concat(packet));
    if (song) this.#onSong(song);
  }
}

/** https://xiph.org/vorbis/doc/v-comment.html; of a packet that was cut, what there is. */
function songOfPacket(packet: Buffer): Song | undefined {
  const preamble = PREAMBLES.find(({ magic }) => packet.subarray(0, magic.length).equals(magic));
  if (!preamble) return undefined;
  const fields = new Map<string, string>();
  const [, afterVendor] = textAt(packet, preamble.bytes);
  const count = packet.length >= afterVendor + 4 ? packet.readUInt32LE(afterVendor) : 0;
  let offset = afterVendor + 4;
  for (let index = 0; index < count && offset < packet.length; index++) {
    const [comment, next] = textAt(packet, offset);
    const at = comment.indexOf('=');
    if (at > 0) fields.set(comment.slice(0, at).toUpperCase(), comment.slice(at + 1));
    offset = next;
  }
  const title = fields.get('TITLE');
  const artist = fields.get('ARTIST');
  // BUTT has but one field for both.
  return artist === undefined && title !== undefined ? songOfLine(title) : songOf({ title, artist });
}

/** A text with its length before it, and where the next one begins. */
function textAt(packet: Buffer, offset: number): [string, number] {
  if (packet.length < offset + 4) return ['', packet.length];
  const end = offset + 4 + packet.readUInt32LE(offset);
  return [end <= packet.length ? packet.toString('utf8', offset + 4, end) : '', end];
}

function sumOf(bytes: Buffer): number {
  return bytes.reduce((sum, value) => sum + value, 0);
}
