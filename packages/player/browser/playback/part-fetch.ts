import type { Chunk } from './transfer.ts';

/** How a request for a part ended. */
export type PartAnswer =
  | {
      readonly kind: 'done';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly chunks: readonly Chunk[];
      /** Whether the playlist says something new of what plays from here on. */
      readonly bringsSong: boolean;
    }
  /** The server has no such part. */
  | { readonly kind: 'refused'; readonly status: number }
  /** The network failed or hung. */
  | { readonly kind: 'lost' };

/** Settings of {@link fetchPart}. */
export interface PartFetchOptions {
  readonly signal: AbortSignal;
  /** Given up when nothing came for this long. */
  readonly patienceMs: number;
  /** Sent along: `Range`. */
  readonly headers?: Readonly<Record<string, string>>;
}

const SONG_HEADER = 'Ringcast-Song';

/** Fetches a part, noting when its bytes came. Never rejects. */
export async function fetchPart(url: string, options: PartFetchOptions): Promise<PartAnswer> {
  const impatience = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => impatience.abort(), options.patienceMs);
  };
  wait();
  try {
    const signal = AbortSignal.any([options.signal, impatience.signal]);
    const response = await fetch(url, { signal, ...(options.headers && { headers: options.headers }) });
    if (!response.ok || response.body === null) return { kind: 'refused', status: response.status };
    const bringsSong = response.headers.has(SONG_HEADER);
    return { kind: 'done', bringsSong, ...(await readBody(response.body, wait)) };
  } catch {
    return { kind: 'lost' };
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: () => void,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; chunks: readonly Chunk[] }> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const chunks: Chunk[] = [];
  const reader = body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    onBytes();
    pieces.push(step.value);
    chunks.push({ bytes: step.value.byteLength, atMs: performance.now() });
  }
  return { bytes: joined(pieces), chunks };
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
