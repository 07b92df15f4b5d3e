import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { CapturePage } from '../helpers/capture-page.ts';
import { CaptureStage } from '../helpers/capture-stage.ts';
import { FAKE_MICROPHONE_RATE_HZ, launchChromium } from '../helpers/chromium.ts';
import { findNumberingFault, writeNumberedWav } from '../helpers/numbered-sound.ts';
import { requireProgram } from '../helpers/required-program.ts';

const NARROW = /^Narrow connection: listeners hear reduced quality, the recording stays lossless\./;

describe('capture page, its uplink and its threads', function () {
  this.timeout(90_000);
  const chromium = requireProgram('chromium');
  let folder: string;
  let browser: Browser;
  let stage: CaptureStage;
  let capture: CapturePage;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-capture-'));
    const microphoneFile = join(folder, 'microphone.wav');
    await writeNumberedWav(microphoneFile, { seconds: 90, sampleRateHz: FAKE_MICROPHONE_RATE_HZ });
    browser = await launchChromium({ executablePath: chromium.path, microphoneFile });
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    stage = new CaptureStage();
    await stage.listen();
  });
  afterEach(async () => {
    await capture.close();
    await stage.goDown();
  });

  async function goOnAir(script = ''): Promise<void> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(script);
    await page.goto(`${stage.origin}/broadcast/main#key=${stage.key}`);
    capture = new CapturePage(page);
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(FAKE_MICROPHONE_RATE_HZ);
  }

  /** How long ago the newest sample was captured that the server has on air. */
  async function lagMs(): Promise<number> {
    const { capturedSamples } = await capture.stats();
    return ((capturedSamples - stage.session.liveSample) * 1_000) / FAKE_MICROPHONE_RATE_HZ;
  }

  async function stopAndCompare(): Promise<void> {
    await capture.stop();
    const { capturedSamples } = await capture.untilState('stopped');
    expect(stage.session.nextSample).to.equal(capturedSamples);
    expect(findNumberingFault(stage.session.capturedPcm)).to.equal(undefined);
  }

  it('goes on live with Opus where the uplink is narrow, and sends the PCM behind it', async () => {
    await goOnAir();
    stage.uplinkBps = 300_000;
    await capture.untilSays(NARROW);
    await capture.untilCaptured(5 * FAKE_MICROPHONE_RATE_HZ);
    expect(await lagMs()).to.be.below(2_500);
    const { standIns } = stage.session;
    expect(new Set(standIns.map(({ kind }) => kind))).to.deep.equal(new Set(['opus']));
    expect(new Set(standIns.map(({ samples }) => samples))).to.deep.equal(
      new Set([FAKE_MICROPHONE_RATE_HZ / 50]),
    );
    const before = stage.session.nextSample;
    await capture.untilCaptured(5 * FAKE_MICROPHONE_RATE_HZ);
    expect(stage.session.nextSample).to.be.above(before);
    expect(await lagMs()).to.be.below(2_500);
    stage.uplinkBps = Number.POSITIVE_INFINITY;
    await capture.page.getByText(NARROW).waitFor({ state: 'detached' });
    await stopAndCompare();
  });

  it('captures every sample while the page is busy for 5 s', async () => {
    await goOnAir();
    const before = await capture.stats();
    await capture.page.evaluate(() => {
      const endMs = performance.now() + 5_000;
      while (performance.now() < endMs);
    });
    await capture.untilCaptured(FAKE_MICROPHONE_RATE_HZ);
    const after = await capture.stats();
    expect(after.capturedSamples - before.capturedSamples).to.be.above(5.5 * FAKE_MICROPHONE_RATE_HZ);
    expect(stage.session.taken.every((run) => run.kind === 'pcm')).to.equal(true);
    await stopAndCompare();
  });
});
