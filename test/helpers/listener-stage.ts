import { setTimeout as after } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import type { RingcastPlayer } from '../../packages/player/browser/player-entry.ts';
import type { PlaybackState } from '../../packages/player/browser/playback/playback-state.ts';
import type { PlayerStats } from '../../packages/player/browser/playback/player-stats.ts';
import { launchChromium } from './chromium.ts';
import { markedPcm } from './marked-sound.ts';
import { faultsOf, findMarkers, longestSilenceMs } from './marker-finder.ts';
import { tapPlayer } from './page-tap.ts';
import { ServerProcess, type ServerProcessOptions } from './server-process.ts';
import type { SoundRecording } from './sound-recording.ts';
import { type PcmMaker, WebSocketSource } from './websocket-source.ts';

/** How a listener's stage is set up. */
export interface ListenerStageOptions {
  readonly executablePath: string;
  /** Further switches of Chromium. */
  readonly switches?: readonly string[];
  readonly server?: ServerProcessOptions;
}

/** What was heard, and what was wrong with it. */
export interface Hearing {
  readonly markers: number;
  readonly faults: readonly string[];
  readonly longestSilenceMs: number;
}

const STATE_WITHIN_MS = 20_000;
/** At 2 % of tempo a quarter of a second is 5 ms longer or shorter; what is left is the decoder's. */
const MARKER_TOLERANCE_MS = 9;
const SAMPLES_PER_MS = 48;

/** A server, a broadcaster of marked sound and a browser with the listener page. */
export class ListenerStage {
  readonly browser: Browser;
  server: ServerProcess;
  #source: WebSocketSource | undefined;

  /** Starts server and browser; nobody is on air yet. */
  static async open(options: ListenerStageOptions): Promise<ListenerStage> {
    const server = await ServerProcess.start(options.server);
    const { executablePath, switches = [] } = options;
    return new ListenerStage(server, await launchChromium({ executablePath, switches }));
  }

  private constructor(server: ServerProcess, browser: Browser) {
    this.server = server;
    this.browser = browser;
  }

  /** Puts marked sound, or another, on air, and resolves once there is enough of it to listen to. */
  async goOnAir(sound: PcmMaker = markedPcm): Promise<void> {
    this.#source = await WebSocketSource.start({ server: this.server, sound });
    while (!(await this.#hasPlaylist())) await after(100);
  }

  /** The broadcaster stops. */
  async goOffAir(): Promise<void> {
    await this.#source?.stop();
    this.#source = undefined;
  }

  /** The broadcaster's connection breaks. */
  dropSource(): void {
    this.#source?.drop();
    this.#source = undefined;
  }

  /** The server goes down. */
  async stopServer(): Promise<void> {
    this.dropSource();
    await this.server.stop();
  }

  /** The server comes back with what it kept, at the same port. */
  async restartServer(): Promise<void> {
    const { folder, port } = this.server;
    await this.stopServer();
    this.server = await ServerProcess.start({ folder, port });
  }

  /** Opens a page of the server in a browser of its own memory. */
  async openPage(path = '/listen/main'): Promise<ListenerPage> {
    // The tap's worklet is no script of the page's own.
    const context = await this.browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(this.server.url(path));
    return new ListenerPage(page);
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.dropSource();
    await this.browser.close();
    await this.server.close();
  }

  async #hasPlaylist(): Promise<boolean> {
    const masterUrl = this.server.url('/live/main/master.m3u8');
    const variant = /^.+\/live\.m3u8$/m.exec(await (await fetch(masterUrl)).text())?.[0];
    if (variant === undefined) return false;
    const response = await fetch(new URL(variant, masterUrl));
    return response.ok && (await response.text()).includes('#EXTINF');
  }
}

/** A page with a player. */
export class ListenerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The big button. */
  get button(): Locator {
    return this.page.locator('ringcast-player .play');
  }

  /** The sentence below the title. */
  get sentence(): Locator {
    return this.page.locator('ringcast-player .sentence');
  }

  /** The badge at the top, a button where it says "go live". */
  get badge(): Locator {
    return this.page.locator('ringcast-player .badge');
  }

  /** The quality menu, once the renditions are known: a disabled one takes no focus. */
  get quality(): Locator {
    return this.page.locator('ringcast-player select:enabled');
  }

  /** Resolves when the player is in a state. */
  async inState(state: PlaybackState, timeout = STATE_WITHIN_MS): Promise<void> {
    await this.page.locator(`ringcast-player .player[data-state=${state}]`).waitFor({ timeout });
  }

  /** Presses play and resolves when there is sound. */
  async play(): Promise<void> {
    await this.inState('ready');
    await this.button.click();
    await this.inState('playing');
  }

  /** The player's figures. */
  async stats(): Promise<PlayerStats> {
    return this.page.evaluate(() => (document.querySelector('ringcast-player') as RingcastPlayer).stats);
  }

  /** The audio element's state. */
  async audio(): Promise<Pick<HTMLAudioElement, 'currentTime' | 'volume' | 'muted'>> {
    return this.page.evaluate(() => {
      const { currentTime, volume, muted } = (document.querySelector('ringcast-player') as RingcastPlayer)
        .audio;
      return { currentTime, volume, muted };
    });
  }

  /** Resolves when the figures fulfil a condition; `expected` says in words what that is. */
  async statsFulfil(condition: (stats: PlayerStats) => boolean, expected: string): Promise<PlayerStats> {
    for (const deadline = Date.now() + STATE_WITHIN_MS; ; await after(100)) {
      const stats = await this.stats();
      if (condition(stats)) return stats;
      if (Date.now() > deadline) throw new Error(`expected ${expected}, last seen ${JSON.stringify(stats)}`);
    }
  }

  /** Resolves when it plays, and the sound has moved on by so much from here, wherever it was taken meanwhile. */
  async heardOn(seconds: number): Promise<void> {
    let { currentTime: last } = await this.audio();
    let heard = 0;
    for (const deadline = Date.now() + STATE_WITHIN_MS; heard < seconds; await after(100)) {
      const { currentTime } = await this.audio();
      heard += currentTime > last && currentTime < last + 1 ? currentTime - last : 0;
      last = currentTime;
      if (Date.now() > deadline)
        throw new Error(`expected ${seconds} s of sound, ${heard.toFixed(1)} s came`);
    }
    await this.inState('playing');
  }

  /** Records what is heard from now on. */
  async listen(): Promise<SoundRecording> {
    return tapPlayer(this.page);
  }

  /** Resolves when a recording is longer by `durationMs`; it grows at the pace of the sound card. */
  async hearOn(recording: SoundRecording, durationMs: number): Promise<void> {
    const end = recording.samples + durationMs * SAMPLES_PER_MS;
    while (recording.samples < end) await after(100);
  }
}

/** Judges a stretch of a recording of marked sound. */
export function judge(recording: SoundRecording, fromSample = 0): Hearing {
  const sound = recording.sound.subarray(fromSample);
  const markers = findMarkers(sound);
  return {
    markers: markers.length,
    faults: faultsOf(markers, MARKER_TOLERANCE_MS),
    longestSilenceMs: longestSilenceMs(sound, markers),
  };
}
