import { expect } from 'chai';
import type { CapturePage } from '../helpers/capture-page.ts';
import { setCaptureScene } from '../helpers/capture-scene.ts';
import { FAKE_MICROPHONE_RATE_HZ } from '../helpers/chromium.ts';
import { findNumberingFault } from '../helpers/numbered-sound.ts';

const NARROW = /^Narrow connection: listeners hear reduced quality, the recording stays lossless\./;

describe('capture page, its uplink and its threads', function () {
  this.timeout(90_000);
  const scene = setCaptureScene({ microphoneSeconds: 90 });
  let capture: CapturePage;

  async function goOnAir(): Promise<void> {
    capture = await scene.open();
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(FAKE_MICROPHONE_RATE_HZ);
  }

  /** How long ago the newest sample was captured that the server has on air. */
  async function lagMs(): Promise<number> {
    const { capturedSamples } = await capture.stats();
    return ((capturedSamples - scene.stage.session.liveSample) * 1_000) / FAKE_MICROPHONE_RATE_HZ;
  }

  async function stopAndCompare(): Promise<void> {
    await capture.stop();
    const { capturedSamples } = await capture.untilState('stopped');
    expect(scene.stage.session.nextSample).to.equal(capturedSamples);
    expect(findNumberingFault(scene.stage.session.capturedPcm)).to.equal(undefined);
  }

  it('goes on live with Opus where the uplink is narrow, and sends the PCM behind it', async () => {
    await goOnAir();
    scene.stage.uplinkBps = 300_000;
    await capture.untilSays(NARROW);
    await capture.untilCaptured(5 * FAKE_MICROPHONE_RATE_HZ);
    expect(await lagMs()).to.be.below(2_500);
    const { standIns } = scene.stage.session;
    expect(new Set(standIns.map(({ kind }) => kind))).to.deep.equal(new Set(['opus']));
    expect(new Set(standIns.map(({ samples }) => samples))).to.deep.equal(
      new Set([FAKE_MICROPHONE_RATE_HZ / 50]),
    );
    const before = scene.stage.session.nextSample;
    await capture.untilCaptured(5 * FAKE_MICROPHONE_RATE_HZ);
    expect(scene.stage.session.nextSample).to.be.above(before);
    expect(await lagMs()).to.be.below(2_500);
    scene.stage.uplinkBps = Number.POSITIVE_INFINITY;
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
    expect(scene.stage.session.taken.every((run) => run.kind === 'pcm')).to.equal(true);
    await stopAndCompare();
  });
});
