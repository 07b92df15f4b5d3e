import { expect } from 'chai';
import { setCaptureScene } from '../helpers/capture-scene.ts';
import { FAKE_MICROPHONE_RATE_HZ } from '../helpers/chromium.ts';
import { findNumberingFault } from '../helpers/numbered-sound.ts';
import { UNPLUGGABLE_MICROPHONE_SCRIPT, UnpluggableMicrophone } from '../helpers/unpluggable-microphone.ts';

const MICROPHONE_SECONDS = 30;
const WITHOUT_TRACK_PROCESSOR = 'delete window.MediaStreamTrackProcessor;';
const WITHOUT_MICROPHONE = `${UNPLUGGABLE_MICROPHONE_SCRIPT} window.isUnplugged = true;`;

describe('capture page, microphones', function () {
  this.timeout(60_000);
  const scene = setCaptureScene({ microphoneSeconds: MICROPHONE_SECONDS });

  /** One row of sound before the gap and one after it; the file of the fake microphone begins anew when it is opened. */
  function expectNothingElseMissing(): void {
    const { taken } = scene.stage.session;
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
    const capture = await scene.open({
      prepare: (page) => page.addInitScript(UNPLUGGABLE_MICROPHONE_SCRIPT),
    });
    const microphone = new UnpluggableMicrophone(capture.page);
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(20_000);
    await microphone.unplug();
    await capture.untilSays('On air, but the microphone is gone. Listeners hear silence.');
    await capture.untilAcknowledged(2 * FAKE_MICROPHONE_RATE_HZ);
    await microphone.plugIn();
    await capture.untilSays('Everything you say is on its way to your listeners.');
    await capture.untilSays(/ of sound are missing: /);
    await capture.untilAcknowledged(20_000);
    await capture.stop();
    const { capturedSamples } = await capture.untilState('stopped');
    expect(scene.stage.session.nextSample).to.equal(capturedSamples);
    expect(scene.stage.sessions.size).to.equal(1);
    const gaps = scene.stage.session.taken.filter((run) => run.kind === 'gap');
    const missing = gaps.reduce((total, gap) => total + gap.samples, 0);
    expect(missing).to.be.greaterThan(2 * FAKE_MICROPHONE_RATE_HZ);
    expect(new Set(gaps.map(({ reason }) => reason))).to.include('no microphone');
    expectNothingElseMissing();
  });

  it('reaches the same samples through a worklet where there is no track processor', async () => {
    const capture = await scene.open({ prepare: (page) => page.addInitScript(WITHOUT_TRACK_PROCESSOR) });
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(80_000);
    await capture.stop();
    await capture.untilState('stopped');
    const { capturedPcm } = scene.stage.session;
    expect(findNumberingFault(capturedPcm, { allowsSilence: true })).to.equal(undefined);
  });

  it('takes the microphone again through a worklet while the server is away', async () => {
    const script = `${WITHOUT_TRACK_PROCESSOR} ${UNPLUGGABLE_MICROPHONE_SCRIPT}`;
    const capture = await scene.open({ prepare: (page) => page.addInitScript(script) });
    const microphone = new UnpluggableMicrophone(capture.page);
    await capture.goLive();
    await capture.untilState('live');
    await scene.stage.goDown();
    await capture.untilState('reconnecting');
    await microphone.unplug();
    await capture.untilCaptured(FAKE_MICROPHONE_RATE_HZ);
    await microphone.plugIn();
    // It is tried every 2 s.
    await capture.untilCaptured(5 * FAKE_MICROPHONE_RATE_HZ);
    await scene.stage.listen();
    await capture.untilState('live');
    await capture.stop();
    const { capturedSamples } = await capture.untilState('stopped');
    const gap = scene.stage.session.taken.findLast((run) => run.kind === 'gap');
    const soundFrom = (gap?.startSample ?? 0) + (gap?.samples ?? 0);
    expect(capturedSamples - soundFrom).to.be.above(2 * FAKE_MICROPHONE_RATE_HZ);
  });

  it('shows no device in the box of a microphone that is gone', async () => {
    const capture = await scene.open({
      prepare: (page) => page.addInitScript(UNPLUGGABLE_MICROPHONE_SCRIPT),
    });
    const microphone = new UnpluggableMicrophone(capture.page);
    const box = capture.page.locator('#microphone');
    await capture.untilSays('44.1 kHz');
    expect(await box.inputValue()).to.equal('default');
    await microphone.unplug();
    await capture.untilSays('The microphone is gone.');
    expect(await box.inputValue()).to.equal('');
    await box.selectOption('default');
    await microphone.plugIn();
    await capture.untilSays('44.1 kHz');
    expect(await box.inputValue()).to.equal('default');
  });

  it('can open a microphone that could not be opened, though its device has a name', async () => {
    const capture = await scene.open({ prepare: (page) => page.addInitScript(WITHOUT_MICROPHONE) });
    const microphone = new UnpluggableMicrophone(capture.page);
    await capture.untilSays('No microphone was found.');
    expect(await capture.page.locator('#microphone').inputValue()).to.equal('');
    await microphone.plugIn();
    await capture.page.getByRole('button', { name: 'Open the microphone' }).click();
    await capture.untilSays('44.1 kHz');
  });

  it('says that there is no microphone, and rejects a start by script', async () => {
    const capture = await scene.open({ prepare: (page) => page.addInitScript(WITHOUT_MICROPHONE) });
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

describe('capture page, a microphone that is refused', function () {
  this.timeout(60_000);
  const scene = setCaptureScene({ microphoneSeconds: MICROPHONE_SECONDS, allowsMicrophone: false });

  it('says what to do, and can be asked again', async () => {
    const capture = await scene.open();
    await capture.goLive();
    await capture.untilSays('The browser does not let this page use the microphone.');
    expect(await capture.stats()).to.include({ state: 'idle' });
    await capture.page.context().grantPermissions(['microphone']);
    await capture.goLive();
    await capture.untilState('live');
  });
});
