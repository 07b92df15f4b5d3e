/** Bytes that arrived together. */
export interface Chunk {
  readonly bytes: number;
  readonly atMs: number;
}

/** What a response tells of the link. */
export interface LinkSample {
  readonly atMs: number;
  readonly bitrateBps: number;
  /** Of the response's body. */
  readonly bytes: number;
  /** Whether it holds by itself: a pause of the network would have been told apart from a narrow link. */
  readonly isCertain: boolean;
}

/** What a link that gives all at once is taken to carry. */
const MOST_BPS = 20_000_000;
/** Less after the first packet says nothing. */
const LEAST_BYTES = 500;
const CHUNKS_FOR_CERTAINTY = 4;

/**
 * The rate of a response, from its first bytes to its last: what came before the first was waiting, for a part that
 * did not exist yet, and says nothing of the link (dash.js measures chunked low-latency responses in the same way).
 * Of a response in several chunks the longest pause is left out with what ended it, so that a hiccup does not look
 * like a narrow link.
 *
 * @returns undefined where it fits into a packet or two.
 */
export function sampleOf(chunks: readonly Chunk[]): LinkSample | undefined {
  const gaps = chunks
    .slice(1)
    .map(({ bytes, atMs }, index) => ({ bytes, ms: atMs - (chunks[index]?.atMs ?? atMs) }));
  const last = chunks.at(-1);
  if (last === undefined || sum(gaps, 'bytes') < LEAST_BYTES) return sampleOfOne(chunks);
  const isCertain = chunks.length >= CHUNKS_FOR_CERTAINTY;
  const longest = isCertain ? gaps.reduce((a, b) => (b.ms > a.ms ? b : a)) : undefined;
  const counted = gaps.filter((gap) => gap !== longest);
  const bitrateBps = Math.min((sum(counted, 'bytes') * 8_000) / sum(counted, 'ms'), MOST_BPS);
  return { atMs: last.atMs, bitrateBps, bytes: sum(chunks, 'bytes'), isCertain };
}

const PACKET_BYTES = 1_448;

/** Several packets that were there at once came fast. */
function sampleOfOne(chunks: readonly Chunk[]): LinkSample | undefined {
  const [only] = chunks;
  if (only === undefined || chunks.length > 1 || only.bytes < 1.5 * PACKET_BYTES) return undefined;
  return { atMs: only.atMs, bitrateBps: MOST_BPS, bytes: only.bytes, isCertain: false };
}

function sum<Key extends string>(items: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return items.reduce((total, item) => total + item[key], 0);
}
