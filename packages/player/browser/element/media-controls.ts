import type { NowPlaying } from './now-playing.ts';

/** What lock screens, headphones and keyboards with media keys can ask for. */
export interface MediaActions {
  play(): void;
  pause(): void;
  stepBack(): void;
}

/** What a lock screen shows. */
export interface MediaFacts {
  /** The station's title. */
  readonly station: string;
  readonly nowPlaying: NowPlaying | undefined;
  readonly isPlaying: boolean;
  /** Where `artwork-96.png` and its sisters are, with the slash at the end. */
  readonly artworkUrl: string;
}

const ARTWORK_SIDES_PX = [96, 192, 512];

/** The page has one set of media controls: whoever began to play last has them. */
let holder: Claim | undefined;

interface Claim {
  isPlaying: boolean;
}

/** A player's claim to the media controls of its page (Media Session, W3C). */
export class MediaControls {
  readonly #actions: MediaActions;
  readonly #claim: Claim = { isPlaying: false };
  #shown = '';

  constructor(actions: MediaActions) {
    this.#actions = actions;
  }

  /** Takes the controls when it begins to play, or nobody has them who does; and shows what is played. */
  show(facts: MediaFacts): void {
    if (!('mediaSession' in navigator)) return;
    const begins = facts.isPlaying && !this.#claim.isPlaying;
    this.#claim.isPlaying = facts.isPlaying;
    if (begins || (facts.isPlaying && holder?.isPlaying !== true)) this.#take();
    if (holder !== this.#claim) return;
    navigator.mediaSession.playbackState = facts.isPlaying ? 'playing' : 'paused';
    const text = JSON.stringify(facts);
    if (text === this.#shown) return;
    this.#shown = text;
    navigator.mediaSession.metadata = metadataOf(facts);
  }

  /** Gives the controls back, where this has them; safe to call twice. */
  close(): void {
    this.#claim.isPlaying = false;
    if (holder !== this.#claim) return;
    holder = undefined;
    this.#shown = '';
    navigator.mediaSession.metadata = null;
    navigator.mediaSession.playbackState = 'none';
    for (const action of ['play', 'pause', 'stop', 'seekbackward'] as const) handle(action, null);
  }

  #take(): void {
    holder = this.#claim;
    this.#shown = '';
    handle('play', () => this.#actions.play());
    handle('pause', () => this.#actions.pause());
    handle('stop', () => this.#actions.pause());
    handle('seekbackward', () => this.#actions.stepBack());
  }
}

function metadataOf({ station, nowPlaying, artworkUrl }: MediaFacts): MediaMetadata {
  return new MediaMetadata({
    title: nowPlaying?.title ?? station,
    artist: nowPlaying?.artist ?? (nowPlaying === undefined ? '' : station),
    album: station,
    artwork: ARTWORK_SIDES_PX.map((side) => ({
      src: `${artworkUrl}artwork-${side}.png`,
      sizes: `${side}x${side}`,
      type: 'image/png',
    })),
  });
}

/** Browsers differ in the actions they know, and throw at others. */
function handle(action: MediaSessionAction, handler: (() => void) | null): void {
  try {
    navigator.mediaSession.setActionHandler(action, handler);
  } catch {
    // This one has no such button, so nobody will miss it.
  }
}
