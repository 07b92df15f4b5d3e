import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { CapturePage } from '../helpers/capture-page.ts';
import { FAKE_MICROPHONE_RATE_HZ, launchChromium } from '../helpers/chromium.ts';
import { readOnlySession, rowsOf } from '../helpers/kept-sound.ts';
import { ListenerPage } from '../helpers/listener-stage.ts';
import { findNumberingFault, writeNumberedWav } from '../helpers/numbered-sound.ts';
import { PlaylistWatch } from '../helpers/playlist-watch.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { UnpluggableMicrophone } from '../helpers/unpluggable-microphone.ts';

const MICROPHONE_SECONDS = 120;
const BUSY_MS = 5_000;
const HIDDEN_MS = 5_000;
const UNPLUGGED_SAMPLES = 2 * FAKE_MICROPHONE_RATE_HZ;
const SETTLED_AFTER_PARTS = 26;
/** Longer than anything in a player's buffer. */
const NOTICED_AFTER_PARTS = 10;

describe('a capture page in trouble', function () {
  this.timeout(60_000);
  // Two browsers, the source and the server share the machine: a player that lost it for a moment may have stalled.
  this.retries(2);
  requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let folder: string;
  let server: ServerProcess;
  /** The capture page's and the listener's: people do not share one. */
  let browsers: Browser[] = [];
  let capture: CapturePage;
  let microphone: UnpluggableMicrophone;
  let listener: ListenerPage;
  let watch: PlaylistWatch;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-fault-'));
    const microphoneFile = join(folder, 'microphone.wav');
    await writeNumberedWav(microphoneFile, {
      seconds: MICROPHONE_SECONDS,
      sampleRateHz: FAKE_MICROPHONE_RATE_HZ,
    });
    server = await ServerProcess.start();
    const executablePath = chromium.path;
    browsers = [
      await launchChromium({ executablePath, microphoneFile }),
      await launchChromium({ executablePath }),
    ];
    const [page, listenerPage] = await Promise.all(
      browsers.map(async (browser) => (await browser.newContext()).newPage()),
    );
    if (!page || !listenerPage) throw new Error('both browsers have a page');
    microphone = await UnpluggableMicrophone.of(page);
    await page.goto(`${server.url('/broadcast/main')}#key=${server.key}`);
    capture = new CapturePage(page);
    await capture.goLive();
    await capture.untilState('live');
    watch = new PlaylistWatch(server.url('/live/main'), 'aac-96');
    await watch.moreParts(SETTLED_AFTER_PARTS);
    await listenerPage.goto(server.url('/listen/main'));
    listener = new ListenerPage(listenerPage);
    await listener.play();
    await watch.moreParts(SETTLED_AFTER_PARTS);
  });
  after(async () => {
    await watch?.close();
    await Promise.all(browsers.map((browser) => browser.close()));
    await server?.close();
    await rm(folder, { recursive: true });
  });

  async function expectNoStall(action: () => Promise<unknown>): Promise<void> {
    const { stallCount } = await listener.stats();
    await action();
    await watch.moreParts(NOTICED_AFTER_PARTS);
    expect((await listener.stats()).stallCount - stallCount, 'stalls').to.equal(0);
  }

  it('stops no listener while its main thread is busy for 5 s', () =>
    expectNoStall(() =>
      capture.page.evaluate((busyMs) => {
        const endsAt = performance.now() + busyMs;
        while (performance.now() < endsAt);
      }, BUSY_MS),
    ));

  it('stops no listener while another tab is in front of its own', () =>
    expectNoStall(async () => {
      const other = await capture.page.context().newPage();
      await other.bringToFront();
      await pass(HIDDEN_MS);
      await other.close();
    }));

  it('goes on in one broadcast when its microphone is unplugged and plugged in again', async () => {
    await expectNoStall(async () => {
      await microphone.unplug();
      await capture.untilCaptured(UNPLUGGED_SAMPLES);
      await microphone.plugIn();
      await capture.untilSays('Everything you say is on its way to your listeners.');
      await capture.untilAcknowledged(FAKE_MICROPHONE_RATE_HZ);
    });
  });

  it('loses nothing that its device gave: it is in the journal, and so is the reason for what it did not', async () => {
    await capture.stop();
    const { capturedSamples } = await capture.untilState('stopped');
    const runs = await readOnlySession(join(server.folder, 'state'));
    const last = runs.at(-1);
    expect(last && last.startSample + last.samples).to.equal(capturedSamples);
    expect(runs.every((run) => run.type === 'pcm' || run.reason !== '')).to.equal(true);
    const reasons = runs.flatMap((run) => (run.type === 'gap' ? [run.reason] : []));
    expect(reasons).to.include('no microphone');
    // A busy machine's device drops frames, too; then that is said.
    for (const row of rowsOf(runs)) expect(findNumberingFault(row)).to.equal(undefined);
  });
});
