import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { RingcastCapture } from '../../packages/ingest/browser/element/ringcast-capture.ts';
import type { RingcastPlayer } from '../../packages/player/browser/element/ringcast-player.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { writeMarkedWav } from '../helpers/marked-wav.ts';
import { faultsOf, findMarkers, longestSilenceMs } from '../helpers/marker-finder.ts';
import { tapMicrophone, tapPlayer } from '../helpers/page-tap.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const MICROPHONE_SECONDS = 60;
const LISTENED_SAMPLES = 12 * 48_000;
/** In its first second a player may still be finding its place. */
const SETTLED_AFTER_SAMPLES = 48_000;
/** The player's tempo is 2 % off at most, and stretching sound moves a marker within a few milliseconds. */
const TOLERANCE_MS = 12;

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

    const spoken = findMarkers(microphone.sound);
    expect(faultsOf(spoken, TOLERANCE_MS)).to.deep.equal([]);
    const sound = ear.sound;
    const heard = findMarkers(sound);
    const settled = heard.filter(({ sample }) => sample > (heard[0]?.sample ?? 0) + SETTLED_AFTER_SAMPLES);
    expect(settled.length).to.be.at.least(30);
    expect(faultsOf(settled, TOLERANCE_MS)).to.deep.equal([]);
    expect(longestSilenceMs(sound, settled)).to.equal(0);
    const numbers = spoken.map(({ number }) => number);
    expect(numbers.join(' ')).to.include(settled.map(({ number }) => number).join(' '));
  });
});
