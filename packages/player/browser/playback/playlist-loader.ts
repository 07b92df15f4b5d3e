import Hls, { type HlsConfig } from 'hls.js/light';
import { type StreamTiming, timingOf } from './playlist-text.ts';

/** What is done with playlists on their way to hls.js. */
export interface PlaylistHooks {
  /** Given a multivariant playlist, answers the one to use. */
  rewriteMultivariant(text: string): string;
  /** Called with a media playlist's timing before hls.js sees the playlist. */
  onTiming(timing: StreamTiming): void;
}

type LoaderClass = NonNullable<HlsConfig['pLoader']>;

/** The class of a loader that shows playlists to `hooks` before hls.js parses them. */
export function playlistLoaderOf(hooks: PlaylistHooks): LoaderClass {
  const Loader = Hls.DefaultConfig.loader as unknown as LoaderClass;
  return class extends Loader {
    override load(...[context, config, callbacks]: Parameters<InstanceType<LoaderClass>['load']>): void {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, ...rest) => {
          if (typeof response.data === 'string') response.data = readPlaylist(response.data, hooks);
          callbacks.onSuccess(response, ...rest);
        },
      });
    }
  };
}

function readPlaylist(text: string, hooks: PlaylistHooks): string {
  const timing = timingOf(text);
  if (timing === undefined) return hooks.rewriteMultivariant(text);
  hooks.onTiming(timing);
  return text;
}
