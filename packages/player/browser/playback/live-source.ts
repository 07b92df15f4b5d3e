import type { Adapter } from './adapter.ts';
import { mapOf, type PartPlace } from './derived-playlist.ts';
import type { FragmentSource } from './fragment-loader.ts';
import { type ChainedPart, following, PartChain } from './part-chain.ts';
import { fetchPart } from './part-fetch.ts';
import { PlaylistMirror } from './playlist-mirror.ts';
import type { StreamTiming } from './playlist-text.ts';
import { type Chunk, sampleOf } from './transfer.ts';

/** Settings of a {@link LiveSource}. */
export interface LiveSourceOptions {
  readonly adapter: Adapter;
  /** URLs of the media playlists of all levels. */
  readonly levelUrls: () => readonly string[];
  /** The level the listener has fixed; -1 where the choice is the adapter's. */
  readonly fixedLevel: () => number;
  /** Levels that the adapter may choose: those before this. */
  readonly ladderEnd: () => number;
  /** To the server and back; undefined where that is not known. */
  readonly roundTripMs: () => number | undefined;
  /** Whether a part may be appended together with the next, which costs less. */
  readonly hasTime: () => boolean;
  /** Parts come again after the server, or the way to it, was away for a moment. */
  readonly onReturned: () => void;
}

/** Playing begins three parts behind the edge. */
const PARTS_TO_BEGIN_WITH = 3;
const PROBE_PATIENCE_MS = 1_000;
/** Parts to come in before the playlists of other levels are fetched ahead, and between two of them. */
const SETTLED_PARTS = 15;
const PARTS_BETWEEN = 5;
const PART_NAME = /\/(\d+)\.(\d+)\.m4s$/;
const PLAYLIST_NAME = /([^/]+)\/live\.m3u8(?:\?.*)?$/;

/** Where hls.js has a live stream's parts and playlists from: the chain of parts, and the playlists that follow. */
export class LiveSource implements FragmentSource {
  readonly #options: LiveSourceOptions;
  readonly #mirror = new PlaylistMirror();
  readonly #chain: PartChain;
  #partMs = 0;
  #isLoading = false;
  #isProbing = false;
  #partsSeen = 0;
  /** The part that hls.js asked for last. */
  #asked: PartPlace | undefined;

  constructor(options: LiveSourceOptions) {
    this.#options = options;
    this.#chain = new PartChain({
      urlOf: (place) => this.#urlOf(place),
      roundTripMs: options.roundTripMs,
      onPart: (part) => this.#takePart(part),
      onReturned: () => options.onReturned(),
      onBroken: () => this.#mirror.forget(),
    });
  }

  /** The level for hls.js to load next: that of which the chain has, or awaits, the part that comes next. */
  nextLevel(): number {
    const { partsPerSegment } = this.#mirror;
    const url =
      this.#asked && partsPerSegment && this.#chain.urlAt(following(this.#asked, { partsPerSegment }));
    const chained = url ? this.#options.levelUrls().findIndex((one) => folderOf(one) === folderOf(url)) : -1;
    return chained === -1 ? this.#options.adapter.rung : chained;
  }

  /** Media may be loaded. */
  start(): void {
    this.#isLoading = true;
  }

  /** Nothing is loaded any more; safe to call twice. */
  stop(): void {
    this.#isLoading = false;
    this.#chain.stop();
    this.#mirror.forget();
  }

  take(url: string): Promise<ChainedPart | undefined> | undefined {
    this.#asked = placeOf(url);
    return this.#chain.take(url);
  }

  onSegment(chunks: readonly Chunk[]): void {
    const sample = sampleOf(chunks);
    if (sample) this.#options.adapter.noteSample({ ...sample, isCertain: true });
  }

  /** Takes a playlist's timing. */
  setTiming({ partMs, hasParts }: StreamTiming): void {
    this.#partMs = hasParts ? partMs : 0;
  }

  /** The server gave a media playlist. */
  onPlaylist(url: string, text: string): void {
    const rendition = PLAYLIST_NAME.exec(url)?.[1];
    if (rendition === undefined) return;
    this.#mirror.take({ rendition, text });
    if (!this.#isLoading || this.#options.adapter.unit === 'segments') return;
    const { hint, partsPerSegment } = this.#mirror;
    if (hint === undefined || partsPerSegment === undefined || this.#partMs === 0) return;
    const { next } = this.#chain;
    // So far behind, what the chain would bring is not what is played next.
    if (next && hint.msn > next.msn + 1) this.#chain.stop();
    this.#options.adapter.setGrid({ partsPerSegment, partMs: this.#partMs });
    const before = this.#mirror.partsBefore(PARTS_TO_BEGIN_WITH);
    this.#chain.start({ ...hint, before, partsPerSegment, partMs: this.#partMs });
  }

  /** The playlist that shows a part, where it follows from what is known. */
  tell(url: string, place: PartPlace): Promise<string | undefined> | undefined {
    const rendition = PLAYLIST_NAME.exec(url)?.[1];
    if (rendition === undefined || !this.#chain.isRunning) return undefined;
    return this.#mirror.canTell(rendition, place)
      ? this.#mirror.tell(rendition, place, this.#options.hasTime())
      : undefined;
  }

  /** Parts are not loaded from now on, or are again. */
  noteUnit(): void {
    this.#chain.stop();
    this.#mirror.forget();
  }

  #urlOf(place: PartPlace): string | undefined {
    const fixed = this.#options.fixedLevel();
    const playlistUrl = this.#options.levelUrls()[fixed === -1 ? this.#options.adapter.rung : fixed];
    return playlistUrl && new URL(`${place.msn}.${place.part}.m4s`, playlistUrl).href;
  }

  #takePart(part: ChainedPart): void {
    const { adapter } = this.#options;
    const { unit } = adapter;
    this.#mirror.advance(part);
    if (part.bringsSong) void this.#askForSong(part);
    if (part.isEarlier) return;
    // One that another was waited for came when its bytes came.
    adapter.notePart(part, part.chunks.at(-1)?.atMs ?? performance.now(), sampleOf(part.chunks));
    this.#partsSeen += 1;
    if (adapter.unit !== unit) return;
    const probeBytes = adapter.probeBytesAt(performance.now());
    if (probeBytes > 0) void this.#probe(part, probeBytes);
    else if (this.#partsSeen > SETTLED_PARTS && this.#partsSeen % PARTS_BETWEEN === 0)
      void this.#prepareLevel();
  }

  /** What plays stands in the true playlist alone. */
  async #askForSong({ url, msn, part }: ChainedPart): Promise<void> {
    const playlistUrl = new URL(`live.m3u8?_HLS_msn=${msn}&_HLS_part=${part}`, url).href;
    const rendition = PLAYLIST_NAME.exec(playlistUrl)?.[1];
    try {
      const response = await fetch(playlistUrl, { signal: AbortSignal.timeout(PROBE_PATIENCE_MS * 2) });
      if (response.ok && rendition) this.#mirror.take({ rendition, text: await response.text() });
    } catch {
      // The next true playlist has it too.
    }
  }

  /** Measures the link by the beginning of a segment that is there already. */
  async #probe({ msn }: PartPlace, bytes: number): Promise<void> {
    const url = this.#options.levelUrls()[this.#options.ladderEnd() - 1];
    if (url === undefined || this.#isProbing) return;
    this.#isProbing = true;
    const answer = await fetchPart(new URL(`${msn - 2}.m4s`, url).href, {
      signal: AbortSignal.timeout(PROBE_PATIENCE_MS * 2),
      patienceMs: PROBE_PATIENCE_MS,
      headers: { Range: `bytes=0-${bytes - 1}` },
    });
    this.#isProbing = false;
    const sample = answer.kind === 'done' ? sampleOf(answer.chunks) : undefined;
    if (sample) this.#options.adapter.noteSample({ ...sample, isCertain: false });
  }

  /** Fetches ahead what a change to a level needs, while there is time: its playlist's names and its init. */
  async #prepareLevel(): Promise<void> {
    const urls = this.#options.levelUrls().slice(0, this.#options.ladderEnd());
    const url = urls.find((one) => !this.#mirror.knows(PLAYLIST_NAME.exec(one)?.[1] ?? ''));
    const rendition = url && PLAYLIST_NAME.exec(url)?.[1];
    if (url === undefined || rendition === undefined) return;
    const signal = AbortSignal.timeout(PROBE_PATIENCE_MS * 2);
    try {
      const text = await (await fetch(url, { signal })).text();
      const map = mapOf(text);
      if (map === undefined) return;
      await (await fetch(new URL(map, url), { signal })).arrayBuffer();
      this.#mirror.take({ rendition, text });
    } catch {
      // The change can be made without.
    }
  }
}

/** hls.js asks for the next level many times a second: too often to parse URLs. */
function folderOf(url: string): string {
  const path = url.split('?', 1)[0] ?? url;
  return path.slice(0, path.lastIndexOf('/'));
}

function placeOf(url: string): PartPlace | undefined {
  const [, msn, part] = PART_NAME.exec(url) ?? [];
  return msn === undefined ? undefined : { msn: Number(msn), part: Number(part) };
}
