import type { HlsConfig, LoaderResponse } from 'hls.js/light';
import { type PartPlace, withoutParts } from './derived-playlist.ts';
import { type Delivery, DivertedLoader } from './diverted-loader.ts';
import { type StreamTiming, timingOf } from './playlist-text.ts';
import type { LoadingUnit } from './stream-activity.ts';

/** What is done with playlists on their way to hls.js. */
export interface PlaylistHooks {
  /** Given a multivariant playlist, answers the one to use. */
  rewriteMultivariant(text: string): string;
  /** Called with a media playlist's timing before hls.js sees the playlist. */
  onTiming(timing: StreamTiming): void;
  /** Whether hls.js is shown parts. */
  unit(): LoadingUnit;
  /** The server gave a media playlist. */
  onPlaylist(url: string, text: string): void;
  /** A playlist that shows a part, without the server being asked; undefined where it has to be. */
  tell(url: string, place: PartPlace): Promise<string | undefined> | undefined;
}

/** The class of a loader that shows playlists to `hooks` before hls.js parses them, or has them from there. */
export function playlistLoaderOf(hooks: PlaylistHooks): NonNullable<HlsConfig['pLoader']> {
  const PlaylistLoader = class extends DivertedLoader {
    protected override divert(url: string): Promise<Delivery | undefined> | undefined {
      const place = placeAskedFor(url);
      return place && hooks.tell(url, place);
    }

    protected override noteResponse(response: LoaderResponse): void {
      if (typeof response.data === 'string') response.data = readPlaylist(response.url, response.data, hooks);
    }
  };
  return PlaylistLoader as unknown as NonNullable<HlsConfig['pLoader']>;
}

/** The part that a blocking reload asks for (RFC 8216bis section 6.2.5.2). */
function placeAskedFor(url: string): PartPlace | undefined {
  const [, msn] = /[?&]_HLS_msn=(\d+)/.exec(url) ?? [];
  const [, part] = /[?&]_HLS_part=(\d+)/.exec(url) ?? [];
  return msn === undefined || part === undefined ? undefined : { msn: Number(msn), part: Number(part) };
}

function readPlaylist(url: string, given: string, hooks: PlaylistHooks): string {
  if (timingOf(given) === undefined) return hooks.rewriteMultivariant(given);
  hooks.onPlaylist(url, given);
  const text = hooks.unit() === 'parts' ? given : withoutParts(given);
  const timing = timingOf(text);
  if (timing) hooks.onTiming(timing);
  return text;
}
