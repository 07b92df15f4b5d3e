import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type FlacHearing, FlacListener } from './flac-listener.ts';
import { journalFault } from './kept-sound.ts';
import { ListenerPage } from './listener-stage.ts';
import { PlaylistWatch } from './playlist-watch.ts';
import { ServerProcess, type ServerProcessOptions } from './server-process.ts';
import type { SoundRecording } from './sound-recording.ts';
import { soundReturned } from './sound-return.ts';
import { SourceProcess } from './source-process.ts';

/** How a fault's stage is set up. */
export interface FaultStageOptions {
  readonly chromiumPath: string;
  readonly ffmpegPath: string;
  /** Where the server keeps segments and state; default a new folder that goes when all is over. */
  readonly folder?: string;
  /** As environment variables. */
  readonly settings?: ServerProcessOptions['settings'];
}

/** What listeners and the playlist noticed of a fault. */
export interface FaultNotice {
  /** The longest time in which no part came, in ms. */
  readonly longestPauseMs: number;
  /** Parts that came later than 1.5 part targets after the one before. */
  readonly lateParts: number;
  /** Stalls, of all players together. */
  readonly stalls: number;
  /** What was wrong with playlists, in words. */
  readonly playlistFaults: readonly string[];
}

/** How long it took after a server was started again, in ms. */
export interface ServerReturn {
  /** Until it listened. */
  readonly listeningAfterMs: number;
  /** Until the last player had sound. */
  readonly heardAfterMs: number;
}

/**
 * By when players should be heard again, in ms: the time that the server took to listen says how fast the machine is,
 * and they need no longer than it did. `npm run bench -- recovery` has this in seconds.
 */
export function latestPromptMs({ listeningAfterMs }: Pick<ServerReturn, 'listeningAfterMs'>): number {
  return 2 * listeningAfterMs + ASKED_AGAIN_WITHIN_MS;
}

/** What is left of a broadcast when it is over. */
export interface BroadcastRemains {
  readonly capturedSamples: number;
  /** How the journal differs from the source, in words. */
  readonly journalFault: string | undefined;
  readonly flac: FlacHearing;
}

/** All that is on a stage. */
type Cast = Pick<FaultStage, 'source' | 'watch' | 'players'> & { readonly browser: Browser };

const PART_TARGET_MS = 192;
/** Half of what listeners hold back. */
const HOLD_MS = 288;
/** The newest part may be older by so much than the hold, at any time. */
export const MAX_PAUSE_MS = HOLD_MS + 1.5 * PART_TARGET_MS;
/** Without a part for so long players play on; what they hold beyond it goes by on a part's way to them. */
export const PLAYED_THROUGH_MS = HOLD_MS + PART_TARGET_MS;
const PLAYERS = 2;
/** Nobody waits longer for a server. */
const RETURN_WITHIN_MS = 20_000;
/** Until a player asks again. */
const ASKED_AGAIN_WITHIN_MS = 250;
/** There is enough to begin with. */
const HEARABLE_AFTER_PARTS = 8;
/** Players have found their place. */
const SETTLED_AFTER_PARTS = 26;
/** Longer than anything in a player's buffer. */
const NOTICED_AFTER_PARTS = 13;

/**
 * A station on air with everybody there: a broadcaster of numbered noise behind a network that can break, two browser
 * pages and an ffmpeg that listen, and somebody who reads every playlist.
 */
export class FaultStage {
  server: ServerProcess;
  flac: FlacListener;
  /** The broadcaster, and the network before it. */
  readonly source: SourceProcess;
  readonly players: readonly ListenerPage[];
  readonly watch: PlaylistWatch;
  readonly #browser: Browser;
  readonly #options: FaultStageOptions;
  #ears: readonly SoundRecording[] | undefined;

  /** Starts all and resolves when all play. */
  static async open(options: FaultStageOptions): Promise<FaultStage> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'ringcast-fault-')));
    const server = await ServerProcess.start({ settings: options.settings ?? {}, folder });
    const source = await SourceProcess.start({ port: server.port, key: server.key });
    const watch = new PlaylistWatch(server.url('/live/main'), 'aac-96');
    const browser = await launchChromium({ executablePath: options.chromiumPath });
    await watch.moreParts(HEARABLE_AFTER_PARTS);
    const players = await Promise.all(Array.from({ length: PLAYERS }, () => openPlayer(browser, server)));
    const stage = new FaultStage(options, server, { source, watch, browser, players });
    await stage.flac.untilPlaying();
    await watch.moreParts(SETTLED_AFTER_PARTS);
    return stage;
  }

  private constructor(options: FaultStageOptions, server: ServerProcess, cast: Cast) {
    this.#options = options;
    this.server = server;
    this.source = cast.source;
    this.watch = cast.watch;
    this.players = cast.players;
    this.#browser = cast.browser;
    this.flac = this.listenTo('edge');
  }

  /** Another ffmpeg, which begins at the live edge or with all that the playlist lists. */
  listenTo(from: 'edge' | 'window'): FlacListener {
    const url = this.server.url('/live/main/flac/live.m3u8');
    return new FlacListener({ ffmpegPath: this.#options.ffmpegPath, url, from });
  }

  /** Resolves when listeners have heard enough of what comes after a fault to have noticed it. */
  async settle(): Promise<void> {
    await this.source.untilLive();
    await this.watch.moreParts(NOTICED_AFTER_PARTS);
  }

  /**
   * Kills the server, and starts it again with what it kept, at its port. Resolves when all players have sound again.
   *
   * @param whileAway is done before it is started again
   */
  async killServer(
    awayMs: number,
    whileAway: () => Promise<void> = () => Promise.resolve(),
  ): Promise<ServerReturn> {
    this.#ears ??= await Promise.all(this.players.map((player) => player.listen()));
    const ears = this.#ears;
    const { folder, port } = this.server;
    await this.server.stop('SIGKILL');
    await whileAway();
    await after(awayMs);
    const startedAtMs = performance.now();
    const returns = ears.map((ear) =>
      soundReturned(ear, { fromSample: ear.samples, withinMs: RETURN_WITHIN_MS }),
    );
    const started = ServerProcess.start({ settings: this.#options.settings ?? {}, folder, port });
    const listeningAtMs = started.then((server) => {
      this.server = server;
      return performance.now();
    });
    const heardAtMs = Math.max(...(await Promise.all(returns))) - performance.timeOrigin;
    const listeningAfterMs = (await listeningAtMs) - startedAtMs;
    return { listeningAfterMs, heardAfterMs: heardAtMs - startedAtMs };
  }

  /** What is noticed while an action runs; it has to wait for the consequences too. */
  async noticeDuring(action: () => Promise<void>): Promise<FaultNotice> {
    const sinceMs = performance.now();
    const stallsBefore = await this.#countStalls();
    const faultsBefore = this.#playlistFaults().length;
    await action();
    const pausesMs = this.watch.pausesMs(sinceMs);
    return {
      longestPauseMs: Math.max(...pausesMs),
      lateParts: pausesMs.filter((pauseMs) => pauseMs > 1.5 * PART_TARGET_MS).length,
      stalls: (await this.#countStalls()) - stallsBefore,
      playlistFaults: this.#playlistFaults().slice(faultsBefore),
    };
  }

  /** The broadcaster stops; resolves when everything has arrived where it is going to. */
  async finish(): Promise<BroadcastRemains> {
    await this.source.stop();
    const { capturedSamples, session } = this.source.status;
    const stateFolder = join(this.server.folder, 'state');
    return {
      capturedSamples,
      flac: await this.flac.ended(),
      journalFault: await journalFault({ stateFolder, session }, capturedSamples),
    };
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.source.close();
    await Promise.all([this.watch.close(), this.flac.close(), this.#browser.close()]);
    await this.server.close();
    if (!this.#options.folder) await rm(this.server.folder, { recursive: true, force: true });
  }

  #playlistFaults(): string[] {
    return [...this.watch.ledger.faults, ...this.watch.faults];
  }

  async #countStalls(): Promise<number> {
    const stats = await Promise.all(this.players.map((player) => player.stats()));
    return stats.reduce((sum, { stallCount }) => sum + stallCount, 0);
  }
}

async function openPlayer(browser: Browser, server: ServerProcess): Promise<ListenerPage> {
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.goto(server.url('/listen/main'));
  const player = new ListenerPage(page);
  await player.play();
  return player;
}
