import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { RingcastCapture } from '../../packages/ingest/browser/element/ringcast-capture.ts';
import type { RingcastPlayer } from '../../packages/player/browser/element/ringcast-player.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { writeMarkedWav } from '../helpers/marked-wav.ts';
import { tapMicrophone, tapPlayer } from '../helpers/page-tap.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { compareSound } from '../helpers/sound-comparison.ts';

const MICROPHONE_SECONDS = 60;
const LISTENED_SAMPLES = 12 * 48_000;
const LEAST_MARKERS = 30;
/** A busy machine's fake microphone leaves out 10 ms at times, and the sound is faded out and in there. */
const FADES_MS = 10;

describe('from the microphone to the ear', function () {
  this.timeout(90_000);
  requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let folder: string;
  let server: ServerProcess;
  let browser: Browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-end-to-end-'));
    server = await ServerProcess.start();
    const microphoneFile = join(folder, 'microphone.wav');
    await writeMarkedWav(microphoneFile, MICROPHONE_SECONDS);
    browser = await launchChromium({ executablePath: chromium.path, microphoneFile });
  });
  after(async () => {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function openPage(): Promise<Page> {
    const context = await browser.newContext({ bypassCSP: true });
    return context.newPage();
  }

  it('brings every marker in order and without a gap', async () => {
    const capturePage = await openPage();
    const microphone = await tapMicrophone(capturePage);
    await capturePage.goto(`${server.url('/broadcast/main')}#key=${server.key}`);
    await capturePage.locator('ringcast-capture').evaluate((element: RingcastCapture) => element.start());

    const listenerPage = await openPage();
    await listenerPage.goto(server.url('/listen/main'));
    const ear = await tapPlayer(listenerPage);
    await listenerPage.locator('ringcast-player').evaluate((element: RingcastPlayer) => element.play());
    while (ear.samples < LISTENED_SAMPLES) await listenerPage.waitForTimeout(100);

    const { delaysMs, settledMarkers, faults, ...pauses } = compareSound({ microphone, ear });
    expect(faults).to.deep.equal([]);
    expect(settledMarkers).to.be.at.least(LEAST_MARKERS);
    expect(delaysMs.length).to.be.at.least(settledMarkers);
    expect(pauses.longestSilenceMs - pauses.longestLapseMs).to.be.at.most(FADES_MS);
  });
});
