import { ServerClock } from '../station/server-clock.ts';
import type { StationAddress } from '../station/station-address.ts';
import { isOver, StationWatch } from '../station/station-watch.ts';
import type { Engine } from './engine.ts';
import { EngineSlot } from './engine-slot.ts';
import { engineKindOf } from './make-engine.ts';
import { watchReturn } from './page-return.ts';
import { isPlayRefused } from './play-permission.ts';
import type { PlaybackOptions } from './playback-options.ts';
import { type PlaybackState, stateOf } from './playback-state.ts';
import { type PlayerStats, readStats } from './player-stats.ts';
import type { QualityChoice } from './quality.ts';
import { watchSilence } from './silence-watch.ts';
import { SoundLog } from './sound-log.ts';
import { NO_STREAM, StreamActivity, type StreamSnapshot } from './stream-activity.ts';

/** A pause longer than this is not played on from: the window has moved past it. */
const PAUSE_KEPT_MS = 15_000;

/** Plays a station for as long as the listener wishes: through lost networks, restarts and from broadcast to broadcast. */
export class Playback {
  /** What happens to the stream, for whoever draws it. */
  readonly activity = new StreamActivity();
  readonly #audio: HTMLAudioElement;
  readonly #onChange: () => void;
  readonly #isSupported: boolean;
  readonly #watch: StationWatch;
  readonly #clock: ServerClock | undefined;
  readonly #slot: EngineSlot;
  readonly #sound = new SoundLog(this.activity);
  readonly #closed = new AbortController();
  #choice: QualityChoice;
  #wantsPlay = false;
  #isBlocked = false;
  /** Resolves when what was begun last sounds, or cannot. */
  #begun: Promise<void> | undefined;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;

  /** Begins to watch the station at once. */
  constructor({ audio, address, choice, onChange }: PlaybackOptions) {
    this.#audio = audio;
    this.#choice = choice;
    this.#onChange = onChange;
    this.#isSupported = engineKindOf(audio) !== 'none';
    this.#clock = address.timeUrl === undefined ? undefined : new ServerClock(address.timeUrl);
    this.#slot = new EngineSlot({
      audio,
      masterUrl: address.masterUrl,
      activity: this.activity,
      roundTripMs: () => this.#clock?.roundTripMs,
      choice: () => this.#choice,
      listener: {
        onEnded: () => this.#watch.noteEnd(),
        onFailed: () => this.#recover(),
        onReloaded: () => this.#sound.noteReload(),
        onChanged: onChange,
      },
      // The station may have gone off air: that is asked before anything else is loaded.
      onVacant: () => void this.#watch.poll().then(() => this.#reconcile()),
    });
    const watching = { onChange: () => this.#reconcile(), isAwaited: () => this.#wantsPlay };
    this.#watch = new StationWatch({ address, ...watching });
    this.#listen();
    void this.#watch.poll();
  }

  /** What the listener is told. */
  get state(): PlaybackState {
    return stateOf({
      isSupported: this.#isSupported,
      station: this.#watch.status.kind,
      wantsPlay: this.#wantsPlay,
      isBlocked: this.#isBlocked,
      sound: this.#sound.state,
    });
  }

  /** Whether play was pressed last, and not pause. */
  get wantsPlay(): boolean {
    return this.#wantsPlay;
  }

  /** Whether the playhead is held at the live edge; false after a pause. */
  get isFollowing(): boolean {
    return this.#slot.engine?.isFollowing ?? true;
  }

  /** Names of the renditions on offer. */
  get offered(): readonly string[] {
    return this.#slot.engine?.offered ?? [];
  }

  /** Where the stream is at this moment; cheap enough for every animation frame. */
  get snapshot(): StreamSnapshot {
    return (this.#sound.state === 'silent' ? undefined : this.#slot.engine)?.snapshot ?? NO_STREAM;
  }

  /** What is heard, as the playlists say; null where they say that nothing is, undefined where it is not known. */
  get song(): Engine['song'] {
    return this.#slot.engine?.song;
  }

  /** The figures of the moment. */
  get stats(): PlayerStats {
    const engine = this.#sound.state === 'silent' ? undefined : this.#slot.engine;
    return readStats({ engine, sound: this.#sound, clock: this.#clock });
  }

  /** Plays whenever the station is on air. Resolves with the sound, or once it is known that none is to come now. */
  async play(): Promise<void> {
    if (this.#wantsPlay && !this.#audio.paused) return this.#begun;
    this.#wantsPlay = true;
    this.#isBlocked = false;
    clearTimeout(this.#pauseTimer);
    const hasEngine = this.#slot.engine !== undefined;
    if (hasEngine) this.#begun = this.#begin();
    this.#onChange();
    // What is answered may be that there is something to begin.
    if (!hasEngine) await this.#watch.poll();
    await this.#begun;
  }

  /** Stops playing; for {@link PAUSE_KEPT_MS} it can be played on from here. */
  pause(): void {
    this.#wantsPlay = false;
    this.#isBlocked = false;
    this.#sound.notePause();
    this.#audio.pause();
    this.#slot.suspend();
    clearTimeout(this.#pauseTimer);
    if (this.#sound.state === 'silent') this.#renew();
    else this.#pauseTimer = setTimeout(() => this.#renew(), PAUSE_KEPT_MS);
    void this.#watch.poll();
    this.#onChange();
  }

  /** Plays at the live edge. */
  goLive(): void {
    this.#slot.engine?.goLive();
    if (!this.#wantsPlay) void this.play();
    this.#onChange();
  }

  /** Goes back by `ms` and plays on from there, as far as the window reaches. */
  stepBack(ms: number): void {
    this.#slot.engine?.stepBack(ms);
    this.#onChange();
  }

  /** Takes another quality: `auto` or a rendition's name. */
  choose(choice: QualityChoice): void {
    this.#choice = choice;
    this.#slot.engine?.choose(choice);
    this.#onChange();
  }

  /** Plays on by another address of the same station; answers false, and does nothing, where it is none. */
  moveTo(address: StationAddress): boolean {
    const isSame = this.#watch.moveTo(address);
    if (isSame) this.#slot.moveTo(address.masterUrl);
    return isSame;
  }

  /** Stops everything and lets the element go; safe to call twice. */
  close(): void {
    this.#wantsPlay = false;
    this.#closed.abort();
    this.#watch.close();
    this.#clock?.close();
    clearTimeout(this.#pauseTimer);
    this.#slot.empty();
  }

  #listen(): void {
    const { signal } = this.#closed;
    const on = (type: string, act: () => void): void => this.#audio.addEventListener(type, act, { signal });
    on('playing', () => this.#noteSound());
    on('emptied', () => this.#noteEmptied());
    on('ended', () => this.#watch.noteEnd());
    // Media keys, headphones and scripts act on the element itself.
    on('play', () => void (this.#wantsPlay || this.play()));
    on('pause', () => void (this.#wantsPlay && !this.#audio.ended && this.#slot.engine && this.pause()));
    watchSilence(this.#audio, () => this.#noteSilence(), signal);
    watchReturn(() => void (this.#sound.state === 'sounding' || this.#watch.poll()), signal);
  }

  /** Brings the engine in line with what is known of the station. */
  #reconcile(): void {
    if (this.#closed.signal.aborted) return;
    const { status } = this.#watch;
    if (isOver(status)) this.#end();
    const hadEngine = this.#slot.engine !== undefined;
    if (this.#isSupported) this.#slot.fill(status);
    if (this.#wantsPlay && !this.#isBlocked && !hadEngine) this.#begun = this.#begin();
    this.#onChange();
  }

  /** Loads media and lets the element play, where there is an engine. */
  async #begin(): Promise<void> {
    if (this.#slot.engine === undefined) return;
    this.#slot.load();
    if (!(await isPlayRefused(this.#audio))) return;
    this.#isBlocked = true;
    this.#renew();
  }

  #noteSound(): void {
    // The event was on its way when pause was pressed.
    if (!this.#wantsPlay) return;
    this.#sound.noteSound();
    this.#slot.noteSuccess();
    this.#watch.pause();
    this.#onChange();
  }

  #noteSilence(): void {
    // What comes before the first sound is no stall.
    if (!this.#wantsPlay || this.#sound.state !== 'sounding') return;
    this.#sound.noteStall();
    this.#slot.engine?.noteStall();
    this.#onChange();
  }

  /** The engine put a new stream in, after which an element is paused. */
  #noteEmptied(): void {
    if (!this.#wantsPlay || this.#slot.engine === undefined) return;
    this.#noteSilence();
    void this.#audio.play().catch(() => undefined);
  }

  /** The engine is of no more use: another takes its place. */
  #recover(): void {
    this.#noteSilence();
    this.#slot.retire();
    this.#onChange();
  }

  #end(): void {
    this.#sound.noteEnd();
    this.#slot.empty();
  }

  /** A fresh engine, ready to start at the live edge. */
  #renew(): void {
    this.#end();
    this.#reconcile();
  }
}
