import { setTimeout as pass } from 'node:timers/promises';
import { expect } from 'chai';
import { CaptureTabStage } from '../helpers/capture-tab-stage.ts';
import { FAKE_MICROPHONE_RATE_HZ } from '../helpers/chromium.ts';
import { requireProgram } from '../helpers/required-program.ts';

const BUSY_MS = 5_000;
const HIDDEN_MS = 5_000;
const UNPLUGGED_SAMPLES = 2 * FAKE_MICROPHONE_RATE_HZ;

describe('a capture page in trouble', function () {
  this.timeout(60_000);
  requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let stage: CaptureTabStage;

  before(async () => {
    stage = await CaptureTabStage.open(chromium.path);
  });
  after(() => stage?.close());

  it('stops no listener while its main thread is busy for 5 s', async () => {
    const stalls = await stage.stallsDuring(() => stage.tab.beBusy(BUSY_MS));
    expect(stalls).to.equal(0);
  });

  it('stops no listener while another tab is in front of its own, and goes on as before', async () => {
    const stalls = await stage.stallsDuring(async () => {
      const before = await stage.capture.stats();
      await stage.tab.hide();
      expect(await stage.tab.evaluate('document.visibilityState')).to.equal('hidden');
      await pass(HIDDEN_MS);
      const { capturedSamples, unacknowledgedMs } = await stage.capture.stats();
      const capturedMs = ((capturedSamples - before.capturedSamples) * 1_000) / FAKE_MICROPHONE_RATE_HZ;
      expect(capturedMs).to.be.at.least(HIDDEN_MS);
      expect(unacknowledgedMs).to.be.below(2_000);
      await stage.tab.show();
    });
    expect(stalls).to.equal(0);
  });

  it('goes on in one broadcast when its microphone is unplugged and plugged in again', async () => {
    const { capture, microphone } = stage;
    const stalls = await stage.stallsDuring(async () => {
      await microphone.unplug();
      const { capturedSamples } = await capture.stats();
      await capture.until((stats) => stats.capturedSamples > capturedSamples + UNPLUGGED_SAMPLES);
      await microphone.plugIn();
      await capture.untilSays('Everything you say is on its way to your listeners.');
      await capture.untilSafe(FAKE_MICROPHONE_RATE_HZ);
    });
    expect(stalls).to.equal(0);
  });

  it('loses nothing that its device gave: it is in the journal, and so is the reason for what it did not', async () => {
    // A busy machine's device drops frames, too; then that is said.
    const { fault, reasons } = await stage.finish();
    expect(fault).to.equal(undefined);
    expect(reasons).to.include('no microphone');
    expect(reasons).to.not.include('');
  });
});
