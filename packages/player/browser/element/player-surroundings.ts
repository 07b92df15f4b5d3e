import type { Say } from '../messages/messages.ts';
import type { Playback } from '../playback/playback.ts';
import type { PlaybackState } from '../playback/playback-state.ts';
import type { PlayerStats } from '../playback/player-stats.ts';
import { ListenerReports, postReport, wantsPrivacy } from '../station/listener-reports.ts';
import { Announcer } from './announcer.ts';
import { type MediaActions, MediaControls } from './media-controls.ts';
import { type NowPlaying, NowPlayingWatch } from './now-playing.ts';
import type { PlayerModel } from './player-model.ts';
import { sentenceOf } from './player-view.ts';
import { ActivityHistory } from './plots/activity-history.ts';
import { PlotsPanel } from './plots/plots-panel.ts';
import type { PlotsFigures } from './plots/plots-view.ts';
import { RingDisplay } from './ring/ring-display.ts';

/** Settings of {@link PlayerSurroundings}. */
export interface PlayerSurroundingsOptions {
  readonly audio: HTMLAudioElement;
  /** Where the player's own elements are. */
  readonly root: () => ParentNode;
  readonly playback: () => Playback | undefined;
  readonly mediaActions: MediaActions;
  /** Where the pictures for lock screens are, with the slash at the end. */
  readonly artworkUrl: string;
  /** Whether the page lets the player tell its server how it is heard. */
  readonly mayReport: () => boolean;
  /** Called when something the player shows has changed. */
  readonly onChange: () => void;
}

/** Passing states are shown, but nobody has to be told of them. */
const UNTOLD: readonly PlaybackState[] = ['checking', 'starting'];

/** A lock screen shows that it plays while the player does what it can to. */
const SOUNDING: readonly PlaybackState[] = ['playing', 'stalled', 'starting'];

/** What played before is over. */
const OVER: readonly PlaybackState[] = ['offAir', 'missing', 'locked'];

/** What shows the playback without steering it: ring, plots, lock screen, screen reader, the title that plays, reports. */
export class PlayerSurroundings {
  readonly #options: PlayerSurroundingsOptions;
  readonly #announcer = new Announcer();
  readonly #media: MediaControls;
  #history = new ActivityHistory();
  #ring: RingDisplay | undefined;
  #panel: PlotsPanel | undefined;
  #nowPlaying: NowPlayingWatch | undefined;
  #reports: ListenerReports | undefined;
  #stopListening: (() => void) | undefined;
  #drawnState: PlaybackState | undefined;
  #isPlotsOpen = false;
  #hasPlotsFailed = false;

  constructor(options: PlayerSurroundingsOptions) {
    this.#options = options;
    this.#media = new MediaControls(options.mediaActions);
  }

  /** Shows another playback from now on. */
  follow(playback: Playback, stateUrl: string | undefined): void {
    this.#history = new ActivityHistory();
    this.#stopListening = playback.activity.onActivity((event) => this.#history.note(event));
    const { onChange } = this.#options;
    this.#reports = new ListenerReports({
      url: stateUrl === undefined ? undefined : `${stateUrl}/reports`,
      send: postReport,
      now: () => performance.now(),
    });
    const isSeldom = (): boolean => document.hidden || playback.snapshot.unit === 'segments';
    this.#nowPlaying =
      stateUrl === undefined ? undefined : new NowPlayingWatch({ stateUrl, onChange, isSeldom });
  }

  /** The title the station's source gives it, where it gives one. */
  get stationTitle(): string | undefined {
    return this.#nowPlaying?.stationTitle;
  }

  /** What is heard, where playlists tell; otherwise what the station says that it plays. */
  get #song(): NowPlaying | undefined {
    const song = this.#options.playback()?.song;
    if (song === undefined) return this.#nowPlaying?.current;
    return song?.title === undefined ? undefined : { title: song.title, artist: song.artist };
  }

  /** What the view has to know from here. */
  facts(
    say: Say,
  ): Pick<PlayerModel, 'say' | 'state' | 'isFollowing' | 'nowPlaying' | 'isPlotsOpen' | 'announcement'> {
    const { state = 'checking', wantsPlay = false, isFollowing = true } = this.#options.playback() ?? {};
    const sentence = UNTOLD.includes(state) ? undefined : say(sentenceOf({ state, wantsPlay, isFollowing }));
    return {
      say,
      state,
      isFollowing,
      nowPlaying: this.#song,
      isPlotsOpen: this.#isPlotsOpen,
      announcement: this.#announcer.tell(sentence, performance.now()),
    };
  }

  /** The figures beside the plots, while these are open. */
  plotsFigures(stats: PlayerStats): PlotsFigures | undefined {
    if (!this.#isPlotsOpen) return undefined;
    return {
      latencyMs: stats.micToEarMs,
      targetMs: stats.targetLatencyMs,
      bufferedMs: stats.micToEarMs === null ? null : stats.bufferedMs,
      throughputBps: this.#options.playback()?.snapshot.throughputBps ?? null,
      rendition: stats.rendition,
      stalls: this.#history.stalls.length,
      switches: this.#history.switchesAtMs.length,
      hasFailed: this.#hasPlotsFailed,
    };
  }

  /** Opens the plots, or shuts them. */
  togglePlots(): void {
    this.#isPlotsOpen = !this.#isPlotsOpen;
    this.#hasPlotsFailed = false;
    this.#options.onChange();
  }

  /** Keeps the figures of this moment for the plots. */
  record(stats: PlayerStats): void {
    const { bitrateBps, micToEarMs, targetLatencyMs, bufferedMs } = stats;
    const playback = this.#options.playback();
    this.#history.add({
      atMs: performance.now(),
      latencyMs: micToEarMs,
      targetMs: targetLatencyMs,
      bufferedMs: micToEarMs === null ? null : bufferedMs,
      throughputBps: playback?.snapshot.throughputBps ?? null,
      bitrateBps,
    });
    this.#panel?.update();
    if (playback && this.#options.mayReport() && !wantsPrivacy()) this.#reports?.note(stats, playback.state);
  }

  /** Brings everything in line with what the view has just drawn. */
  refresh({ title, state }: { title: string; state: PlaybackState }): void {
    this.#showRing(state);
    this.#showPlots();
    const { artworkUrl } = this.#options;
    if (state === 'playing' || (state === 'ready' && !document.hidden)) this.#nowPlaying?.start();
    else if (OVER.includes(state)) this.#nowPlaying?.forget();
    else this.#nowPlaying?.stop();
    this.#media.show({
      station: title,
      nowPlaying: this.#song,
      isPlaying: SOUNDING.includes(state),
      artworkUrl,
    });
  }

  /** Shows nothing more; safe to call twice. */
  close(): void {
    this.#stopListening?.();
    this.#ring?.close();
    this.#ring = undefined;
    this.#panel?.close();
    this.#panel = undefined;
    this.#nowPlaying?.stop();
    this.#media.close();
  }

  #showRing(state: PlaybackState): void {
    const { audio, root, playback } = this.#options;
    const activity = playback()?.activity;
    const sheet = root().querySelector<HTMLCanvasElement>('canvas[part=ring]');
    if (activity === undefined || sheet === null) return;
    if (this.#ring === undefined) {
      this.#ring = new RingDisplay(sheet, audio, playback);
      this.#ring.follow(activity);
    } else if (state !== this.#drawnState) this.#ring.refresh();
    this.#drawnState = state;
  }

  #showPlots(): void {
    const box = this.#options.root().querySelector<HTMLElement>('.plots');
    if (!this.#isPlotsOpen || box === null) return this.#panel?.shut();
    if (this.#hasPlotsFailed) return;
    this.#panel ??= new PlotsPanel(this.#history);
    this.#panel.open(box).catch(() => {
      this.#hasPlotsFailed = true;
      this.#options.onChange();
    });
  }
}
