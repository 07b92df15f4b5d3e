import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { type Language, pickLanguage, sayIn } from '../messages/messages.ts';
import { Playback } from '../playback/playback.ts';
import type { PlayerStats } from '../playback/player-stats.ts';
import { addressOfSource, addressOfStation, type StationAddress } from '../station/station-address.ts';
import { type HotkeyAction, hotkeyOf, isMereRepeat } from './hotkeys.ts';
import { PlayerSurroundings } from './player-surroundings.ts';
import type { PlayerActions, PlayerModel } from './player-model.ts';
import { playerStyles } from './player-styles.ts';
import { playerView } from './player-view.ts';
import { keepPreferences, readPreferences } from './preferences.ts';
import { STEP_BACK_MS } from './step-back.ts';
import { canSetVolume, VolumeControl } from './volume-control.ts';

/** The server this script came from: it is served as `assets/player/player.js`. */
const SERVER_URL = new URL('../../', import.meta.url).href;
const DEFAULT_STATION = 'main';
const TICK_MS = 500;

/**
 * A live station's player: `<ringcast-player station="main">`, or `src` with the URL of a multivariant playlist.
 *
 * It plays through lost networks, server restarts and the pauses between broadcasts without being touched again. It
 * speaks the language of the nearest `lang` attribute, its own included; the browser's where there is none.
 *
 * @attr station Name of a station of the server the script came from. Default `main`.
 * @attr token For a station that not everyone may hear.
 * @attr src URL of a multivariant playlist; goes before `station`.
 * @attr label The title shown. Default: what its source calls the station, or else the station's name.
 * @attr compact One row, for small frames.
 * @attr autoplay Plays at once where the browser allows it.
 * @attr reports `off`: the player does not tell its server how far behind it is heard.
 */
export class RingcastPlayer extends LitElement {
  static override styles = playerStyles;

  /** Name of a station of the server the script came from. */
  @property() accessor station = DEFAULT_STATION;
  /** For a station that not everyone may hear; goes with {@link station}. */
  @property() accessor token: string | undefined;
  /** URL of a multivariant playlist; goes before {@link station}. */
  @property() accessor src: string | undefined;
  /** The title shown; where it is not set, what its source calls the station, or else the station's name. */
  @property() accessor label: string | undefined;
  /** Whether the player is one row high. */
  @property({ type: Boolean, reflect: true }) accessor compact = false;
  /** Whether to play at once where the browser allows it. */
  @property({ type: Boolean }) accessor autoplay = false;

  /** The element that makes the sound. */
  readonly audio: HTMLAudioElement = document.createElement('audio');
  readonly #volume = new VolumeControl(this.audio, readPreferences().volume);
  readonly #actions: PlayerActions = {
    toggle: () => this.#toggle(),
    stepBack: () => this.#playback?.stepBack(STEP_BACK_MS),
    goLive: () => this.#playback?.goLive(),
    mute: () => this.#volume.toggle(),
    setVolume: (volume) => this.#setVolume(volume),
    choose: (choice) => this.#choose(choice),
    togglePlots: () => this.#surroundings.togglePlots(),
  };
  readonly #surroundings = new PlayerSurroundings({
    audio: this.audio,
    root: () => this.renderRoot,
    playback: () => this.#playback,
    mediaActions: {
      play: () => void this.play(),
      pause: () => this.pause(),
      stepBack: () => this.#actions.stepBack(),
    },
    mayReport: () => this.getAttribute('reports') !== 'off',
    artworkUrl: new URL('assets/player/', SERVER_URL).href,
    onChange: () => this.requestUpdate(),
  });
  #playback: Playback | undefined;
  #name = '';
  #choice = readPreferences().choice;
  #timer: ReturnType<typeof setInterval> | undefined;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  constructor() {
    super();
    this.audio.preload = 'none';
    this.audio.addEventListener('volumechange', () => this.requestUpdate());
    this.addEventListener('keydown', (event) => this.handleKey(event));
  }

  /** The figures of the moment. */
  get stats(): PlayerStats {
    const none = { micToEarMs: null, targetLatencyMs: null, bitrateBps: null, rendition: null };
    return this.#playback?.stats ?? { ...none, bufferedMs: 0, stallCount: 0, stalledMs: 0 };
  }

  /**
   * Plays from now on, whenever the station is on air. Resolves when the sound begins, or as soon as it is known that
   * the station is off air or the browser refuses.
   */
  async play(): Promise<void> {
    // What the page set a moment ago counts already.
    this.#follow();
    await this.#playback?.play();
  }

  /** Stops playing. */
  pause(): void {
    this.#playback?.pause();
  }

  /** Does what a key stands for, where it stands for anything; a page may hand its own key presses on. */
  handleKey(event: KeyboardEvent): void {
    const action = hotkeyOf(event);
    if (action === undefined) return;
    event.preventDefault();
    if (!isMereRepeat(event, action)) this.#act(action);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'lang') this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    // One that is only moved is in the page again by then, and plays on, as the browser's own elements do.
    queueMicrotask(() => this.isConnected || this.#close());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('station') || changed.has('src') || changed.has('token')) this.#follow();
    if (changed.has('autoplay') && this.autoplay && this.#playback?.wantsPlay === false) void this.play();
  }

  protected override update(changed: PropertyValues<this>): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    // A button that goes, like that to go live, leaves the focus to the one that is always there.
    if (focused?.isConnected === false) this.renderRoot.querySelector<HTMLElement>('.play')?.focus();
  }

  protected override render(): TemplateResult {
    return playerView(this.#model(), this.#actions, this.#surroundings.plotsFigures(this.stats));
  }

  protected override updated(): void {
    const { title, state } = this.#model();
    this.#surroundings.refresh({ title, state });
  }

  /** Plays on where it is the station it was, if by a new token, and opens another. Out of the page nothing plays. */
  #follow(): void {
    if (!this.isConnected) return;
    // An attribute that is taken away is null.
    const address = this.src
      ? addressOfSource(this.src, document.baseURI)
      : addressOfStation(this.station || DEFAULT_STATION, SERVER_URL, this.token || undefined);
    if (!this.#playback?.moveTo(address)) this.#open(address);
  }

  #open(address: StationAddress): void {
    const mustPlay = this.autoplay || this.#playback?.wantsPlay === true;
    this.#close();
    this.#name = address.name;
    const onChange = (): void => this.requestUpdate();
    this.#playback = new Playback({ audio: this.audio, address, choice: this.#choice, onChange });
    this.#surroundings.follow(this.#playback, address.stateUrl);
    if (mustPlay) void this.#playback.play();
  }

  #close(): void {
    this.#surroundings.close();
    this.#playback?.close();
    this.#playback = undefined;
  }

  #tick(): void {
    this.#surroundings.record(this.stats);
    if (!document.hidden) this.requestUpdate();
  }

  #model(): PlayerModel {
    const { micToEarMs, rendition } = this.stats;
    const language = this.#language();
    return {
      ...this.#surroundings.facts(sayIn(language)),
      language,
      title: this.label ?? this.#surroundings.stationTitle ?? this.#name,
      wantsPlay: this.#playback?.wantsPlay ?? false,
      offered: this.#playback?.offered ?? [],
      choice: this.#choice,
      volume: this.audio.volume,
      isMuted: this.#volume.isSilent,
      hasVolume: canSetVolume,
      micToEarMs,
      rendition,
    };
  }

  #language(): Language {
    const lang = this.closest<HTMLElement>('[lang]:not([lang=""])')?.lang;
    return pickLanguage(lang === undefined ? navigator.languages : [lang, ...navigator.languages]);
  }

  #act(action: HotkeyAction): void {
    if (action !== 'louder' && action !== 'quieter') return this.#actions[action]();
    this.#volume.step(action === 'louder' ? 1 : -1);
    this.#keep();
  }

  #toggle(): void {
    const { wantsPlay = false, state } = this.#playback ?? {};
    if (wantsPlay && state !== 'blocked') this.pause();
    else void this.play();
  }

  #setVolume(volume: number): void {
    this.#volume.set(volume);
    this.#keep();
  }

  #choose(choice: string): void {
    this.#choice = choice;
    this.#playback?.choose(choice);
    this.#keep();
  }

  #keep(): void {
    keepPreferences({ volume: this.#volume.kept, choice: this.#choice });
  }
}
