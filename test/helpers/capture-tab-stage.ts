import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { CaptureTab } from './capture-tab.ts';
import { FAKE_MICROPHONE_RATE_HZ, launchChromium } from './chromium.ts';
import { HideableTab } from './hideable-tab.ts';
import { readOnlySession, rowsOf } from './kept-sound.ts';
import { ListenerPage } from './listener-stage.ts';
import { findNumberingFault, writeNumberedWav } from './numbered-sound.ts';
import { PlaylistWatch } from './playlist-watch.ts';
import { ServerProcess } from './server-process.ts';
import { UNPLUGGABLE_MICROPHONE_SCRIPT, UnpluggableMicrophone } from './unpluggable-microphone.ts';

/** What the journal has of a broadcast. */
export interface KeptBroadcast {
  /** How it differs from what the microphone gave, in words. */
  readonly fault: string | undefined;
  /** Why samples were not captured, as the page said. */
  readonly reasons: readonly string[];
}

const MICROPHONE_SECONDS = 120;
/** There is enough to begin with. */
const HEARABLE_AFTER_PARTS = 8;
const SETTLED_AFTER_PARTS = 26;
/** Longer than anything in a player's buffer. */
const NOTICED_AFTER_PARTS = 10;

/** All that is on a stage. */
interface Cast {
  readonly folder: string;
  readonly server: ServerProcess;
  readonly browser: Browser;
  readonly tab: HideableTab;
  readonly watch: PlaylistWatch;
  readonly listener: ListenerPage;
}

/** A capture page on air in a browser that can be troubled, and a listener in another. */
export class CaptureTabStage {
  readonly tab: HideableTab;
  readonly capture: CaptureTab;
  readonly microphone: UnpluggableMicrophone;
  readonly #cast: Cast;

  /** Resolves when all play. */
  static async open(chromiumPath: string): Promise<CaptureTabStage> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-capture-tab-'));
    const microphoneFile = join(folder, 'microphone.wav');
    const sampleRateHz = FAKE_MICROPHONE_RATE_HZ;
    await writeNumberedWav(microphoneFile, { seconds: MICROPHONE_SECONDS, sampleRateHz });
    const server = await ServerProcess.start();
    const browser = await launchChromium({ executablePath: chromiumPath });
    const tab = await HideableTab.open({
      executablePath: chromiumPath,
      microphoneFile,
      url: `${server.url('/broadcast/main')}#key=${server.key}`,
      script: UNPLUGGABLE_MICROPHONE_SCRIPT,
    });
    await new CaptureTab(tab).goLive();
    const watch = new PlaylistWatch(server.url('/live/main'), 'aac-96');
    await watch.moreParts(HEARABLE_AFTER_PARTS);
    const page = await (await browser.newContext()).newPage();
    await page.goto(server.url('/listen/main'));
    const listener = new ListenerPage(page);
    await listener.play();
    await watch.moreParts(SETTLED_AFTER_PARTS);
    return new CaptureTabStage({ folder, server, browser, tab, watch, listener });
  }

  private constructor(cast: Cast) {
    this.#cast = cast;
    this.tab = cast.tab;
    this.capture = new CaptureTab(cast.tab);
    this.microphone = new UnpluggableMicrophone(cast.tab);
  }

  /** How often the listener's sound stops while an action runs, and soon after. */
  async stallsDuring(action: () => Promise<unknown>): Promise<number> {
    const { listener, watch } = this.#cast;
    const { stallCount } = await listener.stats();
    await action();
    await watch.moreParts(NOTICED_AFTER_PARTS);
    return (await listener.stats()).stallCount - stallCount;
  }

  /** The broadcaster presses stop; resolves with what the journal has. */
  async finish(): Promise<KeptBroadcast> {
    const { capturedSamples } = await this.capture.stop();
    const runs = await readOnlySession(join(this.#cast.server.folder, 'state'));
    const last = runs.at(-1);
    const keptSamples = last === undefined ? 0 : last.startSample + last.samples;
    const missing =
      keptSamples === capturedSamples ? [] : [`it holds ${keptSamples} samples of ${capturedSamples}`];
    const faults = rowsOf(runs).flatMap((row) => findNumberingFault(row) ?? []);
    return {
      fault: [...missing, ...faults][0],
      reasons: runs.flatMap((run) => (run.type === 'gap' ? [run.reason] : [])),
    };
  }

  async close(): Promise<void> {
    const { folder, server, browser, tab, watch } = this.#cast;
    await watch.close();
    await tab.close();
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}
