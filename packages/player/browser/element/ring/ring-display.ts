import type { PlaybackState } from '../../playback/playback-state.ts';
import type { StreamActivity, StreamSnapshot } from '../../playback/stream-activity.ts';
import {
  paintArrival,
  paintLevels,
  paintMoving,
  paintSearch,
  paintWindow,
  type RingPicture,
} from './ring-painter.ts';
import { readPalette, type RingPalette } from './ring-palette.ts';
import { type LoadedRun, RingWindow } from './ring-window.ts';
import { SoundLevel } from './sound-level.ts';

/** What a ring is drawn from. */
export interface RingSource {
  readonly activity: StreamActivity;
  readonly snapshot: StreamSnapshot;
  readonly state: PlaybackState;
}

/** Each picture costs the browser some 4 ms beside our drawing, so ten a second have to do. */
const PICTURE_MS = 100;
/** With reduced motion the picture is renewed once a segment, and stands still between. */
const STILL_PICTURE_MS = 1_920;
const SEARCH_TURN_MS = 1_600;
const LEVEL_BANDS = 28;
/** A smaller ring has no room around the button. */
const LEAST_LEVEL_RADIUS_PX = 60;
const LONGEST_SIDE_PX = 1_024;
/** A page that changes its theme by script says nothing of it. */
const PALETTE_KEPT_MS = 3_000;
const MOVING_STATES: readonly PlaybackState[] = ['playing', 'starting', 'stalled'];

/** Draws the window as a ring for as long as somebody can see it; costs nothing while nobody can. */
export class RingDisplay {
  /** What is seen. */
  readonly #sheet: HTMLCanvasElement;
  /** The segments, kept to be laid under each picture: they change but when a part comes in. */
  readonly #ground = document.createElement('canvas');
  readonly #source: () => RingSource | undefined;
  readonly #window = new RingWindow();
  readonly #level: SoundLevel;
  readonly #levels = new Float32Array(LEVEL_BANDS);
  readonly #closed = new AbortController();
  readonly #sizes = new ResizeObserver(() => this.#fit());
  readonly #sight = new IntersectionObserver(([entry]) => this.#setSeen(entry?.isIntersecting ?? true));
  readonly #stillness = matchMedia('(prefers-reduced-motion: reduce)');
  #stopListening: (() => void) | undefined;
  #palette: RingPalette | undefined;
  #paletteReadAtMs = 0;
  #isSeen = true;
  #isWindowStale = true;
  /** What came in since the window was drawn: the whole of it is drawn anew but once a segment. */
  readonly #arrivals: LoadedRun[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;

  constructor(sheet: HTMLCanvasElement, audio: HTMLAudioElement, source: () => RingSource | undefined) {
    this.#sheet = sheet;
    this.#source = source;
    this.#level = new SoundLevel(audio);
    const { signal } = this.#closed;
    const renew = (): void => this.refresh();
    document.addEventListener('visibilitychange', renew, { signal });
    this.#stillness.addEventListener('change', renew, { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#dropPalette(), {
      signal,
    });
    this.#sizes.observe(sheet);
    this.#sight.observe(sheet);
  }

  /** Draws another player's stream from now on. */
  follow(activity: StreamActivity): void {
    this.#stopListening?.();
    this.#stopListening = activity.onActivity((event) => {
      const change = this.#window.note(event);
      // While nothing is drawn, nothing is kept to be: the whole is drawn when somebody looks again.
      if (change.kind === 'all' || !this.#isMoving) this.#isWindowStale = true;
      else if (change.kind === 'run' && !this.#isWindowStale) this.#arrivals.push(change.run);
    });
    this.refresh();
  }

  /** The state changed: draws now, and goes on where something moves. */
  refresh(): void {
    this.#isWindowStale = true;
    if (!this.#isMoving || this.#stillness.matches) this.#level.stop();
    this.#wake();
  }

  /** Draws no more and lets everything go; safe to call twice. */
  close(): void {
    this.#closed.abort();
    this.#stopListening?.();
    this.#sizes.disconnect();
    this.#sight.disconnect();
    this.#level.stop();
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  get #isMoving(): boolean {
    const state = this.#source()?.state ?? 'checking';
    return this.#isSeen && !document.hidden && MOVING_STATES.includes(state);
  }

  #wake(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    if (this.#closed.signal.aborted) return;
    this.#frame = requestAnimationFrame((nowMs) => this.#draw(nowMs));
  }

  #draw(nowMs: number): void {
    const source = this.#source();
    const ground = this.#pictureOn(this.#ground, nowMs);
    const picture = this.#pictureOn(this.#sheet, nowMs);
    if (source === undefined || ground === undefined || picture === undefined) return;
    this.#drawGround(ground, source.snapshot);
    clear(picture);
    picture.context.drawImage(this.#ground, 0, 0);
    this.#drawMoving(picture, source, nowMs);
    if (!this.#isMoving) return;
    if (this.#stillness.matches) this.#isWindowStale = true;
    const waitMs = this.#stillness.matches ? STILL_PICTURE_MS : PICTURE_MS;
    this.#timer = setTimeout(() => this.#wake(), waitMs);
  }

  #drawGround(ground: RingPicture, snapshot: StreamSnapshot): void {
    if (this.#isWindowStale) {
      clear(ground);
      paintWindow(ground, this.#window, snapshot);
      this.#isWindowStale = false;
    } else for (const run of this.#arrivals) paintArrival(ground, run, snapshot);
    this.#arrivals.length = 0;
  }

  #drawMoving(picture: RingPicture, { state, snapshot }: RingSource, nowMs: number): void {
    paintMoving(picture, this.#window, snapshot);
    if (this.#stillness.matches) return;
    const isUnknown = snapshot.edgePosition === undefined && MOVING_STATES.includes(state);
    if (isUnknown || state === 'starting' || state === 'stalled')
      paintSearch(picture, nowMs / SEARCH_TURN_MS);
    if (state !== 'playing' || picture.radius < LEAST_LEVEL_RADIUS_PX * devicePixelRatio) return;
    this.#level.start();
    if (this.#level.read(this.#levels)) paintLevels(picture, this.#levels);
  }

  #pictureOn(sheet: HTMLCanvasElement, nowMs: number): RingPicture | undefined {
    const context = sheet.getContext('2d');
    if (context === null || sheet.width === 0) return undefined;
    if (this.#palette === undefined || nowMs - this.#paletteReadAtMs > PALETTE_KEPT_MS) {
      this.#palette = readPalette(this.#sheet);
      this.#paletteReadAtMs = nowMs;
    }
    return { context, radius: sheet.width / 2, palette: this.#palette };
  }

  #dropPalette(): void {
    this.#palette = undefined;
    this.refresh();
  }

  #setSeen(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.refresh();
  }

  /** As many pixels as the screen has where the ring is. */
  #fit(): void {
    const side = Math.round(this.#sheet.clientWidth * devicePixelRatio);
    for (const sheet of [this.#sheet, this.#ground]) {
      sheet.width = Math.min(side, LONGEST_SIDE_PX);
      sheet.height = sheet.width;
    }
    this.refresh();
  }
}

function clear({ context, radius }: RingPicture): void {
  context.clearRect(0, 0, radius * 2, radius * 2);
}
