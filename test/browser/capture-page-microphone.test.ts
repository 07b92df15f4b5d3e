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

/** Keeps the page's tracks where a test can end them, as a pulled plug does. */
const KEEP_TRACKS = `
  window.tracks = [];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (window.isUnplugged) throw new DOMException('gone', 'NotFoundError');
    const stream = await open(constraints);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  window.unplug = () => {
    window.isUnplugged = true;
    const track = window.tracks.at(-1);
    track.stop();
    track.dispatchEvent(new Event('ended'));
  };`;
const WITHOUT_TRACK_PROCESSOR = 'delete window.MediaStreamTrackProcessor;';

describe('capture page, microphones', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  let folder: string;
  let microphoneFile: string;
  let browser: Browser | undefined;
  let stage: CaptureStage;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-capture-'));
    microphoneFile = join(folder, 'microphone.wav');
    await writeNumberedWav(microphoneFile, { seconds: 30, sampleRateHz: FAKE_MICROPHONE_RATE_HZ });
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    stage = new CaptureStage();
    await stage.listen();
  });
  afterEach(async () => {
    await browser?.close();
    await stage.goDown();
  });

  async function open(script: string, { allowsMicrophone = true } = {}): Promise<CapturePage> {
    browser = await launchChromium({ executablePath: chromium.path, microphoneFile, allowsMicrophone });
    const page = await browser.newPage();
    await page.addInitScript(script);
    await page.goto(`${stage.origin}/broadcast/main#key=${stage.key}`);
    return new CapturePage(page);
  }

  /** One row of sound before the gap and one after it; the file of the fake microphone begins anew when it is opened. */
  function expectNothingElseMissing(): void {
    const { taken } = stage.session;
    const firstGap = taken.findIndex((run) => run.kind === 'gap');
    const lastGap = taken.findLastIndex((run) => run.kind === 'gap');
    const between = taken.slice(firstGap, lastGap);
    expect(between.every((run) => run.kind === 'gap')).to.equal(true);
    for (const row of [taken.slice(0, firstGap), taken.slice(lastGap + 1)]) {
      const pcm = Buffer.concat(row.flatMap((run) => (run.kind === 'pcm' ? [run.pcm] : [])));
      expect(findNumberingFault(pcm)).to.equal(undefined);
    }
  }

  it('sends a lost microphone as a declared gap, and goes on with it in one broadcast', async () => {
    const capture = await open(KEEP_TRACKS);
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(20_000);
    await capture.page.evaluate('unplug()');
    await capture.untilSays('On air, but the microphone is gone. Listeners hear silence.');
    await capture.untilAcknowledged(2 * FAKE_MICROPHONE_RATE_HZ);
    await capture.page.evaluate('isUnplugged = false');
    await capture.untilSays('Everything you say is on its way to your listeners.');
    await capture.untilSays(/ of sound are missing: /);
    await capture.untilAcknowledged(20_000);
    await capture.stop();
    const { capturedSamples } = await capture.untilState('stopped');
    expect(stage.session.nextSample).to.equal(capturedSamples);
    expect(stage.sessions.size).to.equal(1);
    const gaps = stage.session.taken.filter((run) => run.kind === 'gap');
    const missing = gaps.reduce((total, gap) => total + gap.samples, 0);
    expect(missing).to.be.greaterThan(2 * FAKE_MICROPHONE_RATE_HZ);
    expect(new Set(gaps.map(({ reason }) => reason))).to.include('no microphone');
    expectNothingElseMissing();
  });

  it('reaches the same samples through a worklet where there is no track processor', async () => {
    const capture = await open(WITHOUT_TRACK_PROCESSOR);
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(80_000);
    await capture.stop();
    await capture.untilState('stopped');
    const { capturedPcm } = stage.session;
    expect(findNumberingFault(capturedPcm, { allowsSilence: true })).to.equal(undefined);
  });

  it('says what to do when the microphone is refused, and can be asked again', async () => {
    const capture = await open('', { allowsMicrophone: false });
    await capture.goLive();
    await capture.untilSays('The browser does not let this page use the microphone.');
    expect(await capture.stats()).to.include({ state: 'idle' });
    await capture.page.context().grantPermissions(['microphone']);
    await capture.goLive();
    await capture.untilState('live');
  });

  it('says that there is no microphone, and rejects a start by script', async () => {
    const capture = await open(`${KEEP_TRACKS} window.isUnplugged = true;`);
    const reason = await capture.page.evaluate(async () => {
      try {
        await document.querySelector('ringcast-capture')?.start();
        return '';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    });
    expect(reason).to.equal('No microphone was found.');
    await capture.untilSays('Plug one in or switch it on; it appears in the list by itself.');
  });
});
