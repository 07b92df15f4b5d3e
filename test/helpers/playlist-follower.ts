import { httpGet, httpGetFound } from './http-get.ts';

/** A media playlist as it came at one moment. */
export interface PlaylistSnapshot {
  readonly text: string;
  /** What the request waited for; undefined for the first. */
  readonly awaited: PartPosition | undefined;
  /** When the answer was complete, by the machine's monotonic clock. */
  readonly answeredAtNs: bigint;
}

/** A part by its place. */
export interface PartPosition {
  readonly msn: number;
  readonly part: number;
}

/** A station on air has its first playlist after about a second, when ffmpeg is up and a part is full. */
const ON_AIR_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;

/** The media playlist of a station on air (or soon) at every part, by blocking reloads, until it ends. */
export async function* followPlaylist(url: string, signal?: AbortSignal): AsyncGenerator<PlaylistSnapshot> {
  await untilOnAir(url);
  let awaited: PartPosition | undefined;
  while (!signal?.aborted) {
    const query = awaited ? `?_HLS_msn=${awaited.msn}&_HLS_part=${awaited.part}` : '';
    const { body, endedAtNs } = await httpGetFound(`${url}${query}`);
    const text = body.toString();
    yield { text, awaited, answeredAtNs: endedAtNs };
    awaited = nextPartOf(text);
    if (!awaited) return;
  }
}

/** Resolves when a playlist is there and has not ended, asking every now and then. */
export async function untilOnAir(url: string): Promise<void> {
  const giveUpAt = performance.now() + ON_AIR_WITHIN_MS;
  for (;;) {
    const { status, body } = await httpGet(url);
    if (status === 200 && !body.includes('#EXT-X-ENDLIST')) return;
    if (performance.now() > giveUpAt)
      throw new Error(`${url} is still answered with ${status}: ${body.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** The part that a playlist hints at; undefined where it has ended. */
export function nextPartOf(playlist: string): PartPosition | undefined {
  const hint = /#EXT-X-PRELOAD-HINT:TYPE=PART,URI="(\d+)\.(\d+)\.m4s"/.exec(playlist);
  return hint ? { msn: Number(hint[1]), part: Number(hint[2]) } : undefined;
}

/** Numbers of the complete segments that a playlist lists, oldest first. */
export function segmentsOf(playlist: string): number[] {
  return [...playlist.matchAll(/^(\d+)\.m4s$/gm)].map(([, msn]) => Number(msn));
}

/** The name of the initialization section that a playlist names. */
export function initOf(playlist: string): string {
  return /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist)?.[1] ?? '';
}
