import type { HlsConfig, LoaderResponse, LoaderStats } from 'hls.js/light';
import { type Delivery, DivertedLoader } from './diverted-loader.ts';
import type { ChainedPart } from './part-chain.ts';
import type { Chunk } from './transfer.ts';

/** Where media may come from other than by a request of hls.js's own. */
export interface FragmentSource {
  /** A part that is there or on its way; undefined where hls.js has to load it. */
  take(url: string): Promise<ChainedPart | undefined> | undefined;
  /** hls.js loaded a segment itself. */
  onSegment(chunks: readonly Chunk[]): void;
}

const WHOLE_SEGMENT = /\/\d+\.m4s$/;
const PACKET_BYTES = 1_448;

/** The class of a loader that takes parts from `source` where it has them. */
export function fragmentLoaderOf(source: FragmentSource): NonNullable<HlsConfig['fLoader']> {
  const FragmentLoader = class extends DivertedLoader {
    protected override divert(url: string): Promise<Delivery | undefined> | undefined {
      // hls.js keeps what it is given: the part stays whole for whoever asks again.
      return source.take(url)?.then((part) => part?.bytes.slice().buffer);
    }

    protected override noteResponse({ url }: LoaderResponse, { loaded, loading }: LoaderStats): void {
      if (WHOLE_SEGMENT.test(url)) source.onSegment(chunksOf(loaded, loading));
    }
  };
  return FragmentLoader as unknown as NonNullable<HlsConfig['fLoader']>;
}

/** All but the first packet of a segment came between its first byte and its last. */
function chunksOf(bytes: number, { first, end }: { first: number; end: number }): Chunk[] {
  const firstBytes = Math.min(bytes, PACKET_BYTES);
  return [
    { bytes: firstBytes, atMs: first },
    { bytes: bytes - firstBytes, atMs: end },
  ];
}
