import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { CapturePage } from './capture-page.ts';
import { FAKE_MICROPHONE_RATE_HZ, launchChromium } from './chromium.ts';
import { FlacListener } from './flac-listener.ts';
import { readOnlySession, rowsOf } from './kept-sound.ts';
import type { NetworkNamespace } from './network-namespace.ts';
import { findNumberingFault, writeNumberedWav } from './numbered-sound.ts';
import { PlaylistWatch } from './playlist-watch.ts';
import { ServerProcess } from './server-process.ts';

/** What is needed to see a narrow uplink. */
export interface NarrowStageOptions {
  readonly chromiumPath: string;
  readonly ffmpegPath: string;
  /** Where the capture page is. */
  readonly namespace: NetworkNamespace;
}

/** What listeners heard while the uplink was narrow. */
export interface NarrowHearing {
  /** Sound that lacked while the page found out. */
  readonly lackedMs: number;
  /** How much of what was heard after that was sound, from 0 to 1. */
  readonly soundShare: number;
  /** What was wrong with playlists, in words. */
  readonly playlistFaults: readonly string[];
  /** Sound that waits with the page. */
  readonly unacknowledgedMs: number;
}

const MICROPHONE_SECONDS = 180;
const ON_AIR_PARTS = 12;
/** Until the page has noticed and speaks with less, as it is heard: an ffmpeg is 3 s behind. */
const ADJUSTING_MS = 7_000;
const SAFE_BELOW_MS = 1_500;
const LOOK_EVERY_MS = 100;
const BLOCK_MS = 10;
const BLOCK_BYTES = 480 * 4;

/** A capture page on air in a network of its own, whose way out can be narrow, and an ffmpeg that listens. */
export class NarrowStage {
  readonly #namespace: NetworkNamespace;
  readonly #folder: string;
  readonly #server: ServerProcess;
  readonly #browser: Browser;
  readonly #capture: CapturePage;
  readonly #watch: PlaylistWatch;
  readonly #listener: FlacListener;

  /** Resolves when all is on air and heard. */
  static async open({ chromiumPath, ffmpegPath, namespace }: NarrowStageOptions): Promise<NarrowStage> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-narrow-'));
    const microphoneFile = join(folder, 'microphone.wav');
    const sampleRateHz = FAKE_MICROPHONE_RATE_HZ;
    await writeNumberedWav(microphoneFile, { seconds: MICROPHONE_SECONDS, sampleRateHz });
    const server = await ServerProcess.start();
    const origin = `http://${namespace.hostAddress}:${server.port}`;
    const browser = await launchChromium({
      executablePath: await namespace.wrap(chromiumPath),
      microphoneFile,
      // Only there does a page without TLS get a microphone.
      switches: [`--unsafely-treat-insecure-origin-as-secure=${origin}`],
    });
    const capture = await CapturePage.open(browser, `${origin}/broadcast/main#key=${server.key}`);
    await capture.goLive();
    await capture.untilState('live');
    const watch = new PlaylistWatch(server.url('/live/main'), 'aac-96');
    await watch.moreParts(ON_AIR_PARTS);
    const url = server.url('/live/main/flac/live.m3u8');
    const listener = new FlacListener({ ffmpegPath, url, from: 'edge' });
    await listener.untilPlaying();
    return new NarrowStage(namespace, folder, { server, browser, capture, watch, listener });
  }

  private constructor(
    namespace: NetworkNamespace,
    folder: string,
    cast: {
      server: ServerProcess;
      browser: Browser;
      capture: CapturePage;
      watch: PlaylistWatch;
      listener: FlacListener;
    },
  ) {
    this.#namespace = namespace;
    this.#folder = folder;
    this.#server = cast.server;
    this.#browser = cast.browser;
    this.#capture = cast.capture;
    this.#watch = cast.watch;
    this.#listener = cast.listener;
  }

  /** Lets no more than so much out, for a time. */
  async limit(bitrateBps: number, durationMs: number): Promise<NarrowHearing> {
    const heardBefore = this.#listener.pcm.length;
    await this.#namespace.limit(bitrateBps);
    await pass(durationMs);
    const blocks = silencesOf(this.#listener.pcm.subarray(heardBefore));
    const adjusting = blocks.slice(0, ADJUSTING_MS / BLOCK_MS);
    const settled = blocks.slice(ADJUSTING_MS / BLOCK_MS);
    return {
      lackedMs: adjusting.filter((isSilent) => isSilent).length * BLOCK_MS,
      soundShare: settled.filter((isSilent) => !isSilent).length / settled.length,
      playlistFaults: [...this.#watch.ledger.faults, ...this.#watch.faults],
      unacknowledgedMs: (await this.#capture.stats()).unacknowledgedMs,
    };
  }

  /** Lets everything out again; resolves when all sound is safe, with how long that took in ms. */
  async relieve(withinMs: number): Promise<number> {
    const startedAtMs = performance.now();
    await this.#namespace.relieve();
    let { unacknowledgedMs } = await this.#capture.stats();
    for (; unacknowledgedMs > SAFE_BELOW_MS; { unacknowledgedMs } = await this.#capture.stats()) {
      if (performance.now() - startedAtMs > withinMs)
        throw new Error(`${unacknowledgedMs} ms are still not safe`);
      await pass(LOOK_EVERY_MS);
    }
    return performance.now() - startedAtMs;
  }

  /** Stops the broadcast; resolves with how the journal differs from what the microphone gave, in words. */
  async finish(): Promise<string | undefined> {
    await this.#capture.stop();
    const { capturedSamples } = await this.#capture.untilState('stopped');
    const runs = await readOnlySession(join(this.#server.folder, 'state'));
    const last = runs.at(-1);
    const keptSamples = last === undefined ? 0 : last.startSample + last.samples;
    if (keptSamples !== capturedSamples)
      return `it ends with sample ${keptSamples}, captured were ${capturedSamples}`;
    // A busy machine's device drops frames; then that is said.
    const strange = runs.find((run) => run.type === 'gap' && !run.reason.includes('microphone'));
    if (strange?.type === 'gap') return `a gap: ${strange.reason}`;
    return rowsOf(runs)
      .map((row) => findNumberingFault(row))
      .find((fault) => fault !== undefined);
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await this.#watch.close();
    await this.#browser.close();
    await this.#server.close();
    await rm(this.#folder, { recursive: true });
  }
}

/** For each 10 ms of some PCM whether they are silent. */
function silencesOf(pcm: Buffer): boolean[] {
  const silence = Buffer.alloc(BLOCK_BYTES);
  const blocks = Math.floor(pcm.length / BLOCK_BYTES);
  return Array.from({ length: blocks }, (_, block) =>
    pcm.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES).equals(silence),
  );
}
