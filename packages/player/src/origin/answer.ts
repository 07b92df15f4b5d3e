import type { PlayerError } from '../player-error.ts';
import type { RenderedPlaylist } from './rendered-playlist.ts';
import type { StoredMedia } from './stored-media.ts';

/** What a request to a station gets. */
export type Answer =
  | {
      readonly kind: 'playlist';
      readonly playlist: RenderedPlaylist;
      /** Whether it answers a delivery directive, so that its URL never needs a newer answer. */
      readonly isBlocking: boolean;
    }
  | { readonly kind: 'media'; readonly media: StoredMedia }
  | { readonly kind: 'refusal'; readonly error: PlayerError };

/**
 * Looks whether a request can be answered now; undefined while it has to wait for a publication. Asked again
 * after each one.
 *
 * @throws PlayerError where the request is refused.
 */
export type Inquiry = () => Answer | undefined;

/** Takes the answer, once. */
export type Reply = (answer: Answer) => void;
