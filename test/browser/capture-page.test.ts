import { expect } from 'chai';
import type { CapturePage } from '../helpers/capture-page.ts';
import { setCaptureScene } from '../helpers/capture-scene.ts';
import { FAKE_MICROPHONE_RATE_HZ } from '../helpers/chromium.ts';
import { findNumberingFault } from '../helpers/numbered-sound.ts';

describe('capture page', function () {
  this.timeout(60_000);
  const scene = setCaptureScene({
    microphoneSeconds: 60,
    switches: ['--host-resolver-rules=MAP radio.example 127.0.0.1'],
  });
  let capture: CapturePage;

  /** What was captured has arrived to the last sample, and as it was in the microphone. */
  async function expectAllArrived(): Promise<void> {
    const stats = await capture.untilState('stopped');
    expect(stats.acknowledgedSamples).to.equal(stats.capturedSamples);
    expect(stats.unacknowledgedMs).to.equal(0);
    expect(scene.stage.session.stops).to.deep.equal([stats.capturedSamples]);
    expect(findNumberingFault(scene.stage.session.capturedPcm)).to.equal(undefined);
  }

  it('sends the microphone sample by sample, from go live to the last before stop', async () => {
    capture = await scene.open();
    expect(await capture.stats()).to.include({ state: 'idle', capturedSamples: 0 });
    await capture.goLive();
    const { uplinkBps } = await capture.untilState('live');
    expect(uplinkBps).to.be.at.least(0);
    await capture.untilAcknowledged(100_000);
    await capture.untilSays('Everything you say is on its way to your listeners.');
    await capture.stop();
    await expectAllArrived();
    await capture.untilSays('Off air');
  });

  it('says when each second was captured, as the server counts time', async () => {
    capture = await scene.open();
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(4 * FAKE_MICROPHONE_RATE_HZ);
    const { clocks } = scene.stage.session;
    const lags = clocks.map(
      ({ sample, capturedAtMs }) => capturedAtMs - (sample * 1_000) / FAKE_MICROPHONE_RATE_HZ,
    );
    expect(clocks.length).to.be.within(3, 6);
    expect(Math.max(...lags) - Math.min(...lags)).to.be.below(20);
    const ages = clocks
      .map(({ capturedAtMs, arrivedAtMs }) => arrivedAtMs - capturedAtMs)
      .toSorted((one, other) => one - other);
    // A block is sent when its last sample is there, 20 ms after its first; clocks are compared to a few ms.
    expect(ages[Math.floor(ages.length / 2)]).to.be.within(15, 120);
  });

  it('loses no sample while the server is down, and says what it is doing', async () => {
    capture = await scene.open();
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(40_000);
    await scene.stage.goDown();
    await capture.untilState('reconnecting');
    await capture.untilSays('Connection lost. Your sound is safe.');
    await capture.untilCaptured(2 * FAKE_MICROPHONE_RATE_HZ);
    expect((await capture.stats()).unacknowledgedMs).to.be.greaterThan(1_900);
    await scene.stage.listen();
    await capture.untilState('live');
    await capture.untilAcknowledged(3 * FAKE_MICROPHONE_RATE_HZ);
    await capture.stop();
    await expectAllArrived();
    expect(scene.stage.sessions.size).to.equal(1);
  });

  it('drains after stop, though the server was down', async () => {
    capture = await scene.open();
    await capture.goLive();
    await capture.untilState('live');
    await scene.stage.goDown();
    await capture.untilState('reconnecting');
    await capture.untilCaptured(FAKE_MICROPHONE_RATE_HZ);
    await capture.stop();
    await capture.untilState('stopping');
    await capture.untilSays('Connection lost. The rest of your broadcast is waiting.');
    await scene.stage.listen();
    await expectAllArrived();
  });

  it('can be told to stop without sending the rest', async () => {
    capture = await scene.open();
    await capture.goLive();
    await capture.untilState('live');
    await scene.stage.goDown();
    await capture.untilState('reconnecting');
    await capture.stop();
    await capture.page.getByRole('button', { name: 'Stop without sending' }).click();
    await capture.untilState('stopped');
    await capture.untilSays(/were not sent\./);
  });

  it('shows why a key is refused, and goes live with the right one', async () => {
    capture = await scene.open({ address: '/broadcast#key=battery-staple' });
    await capture.goLive();
    await capture.untilState('refused');
    await capture.untilSays('The stream key is not the one of station "main".');
    await capture.page.getByLabel('Stream key').fill(scene.stage.key);
    await capture.goLive();
    await capture.untilState('live');
    expect(scene.stage.sessions.size).to.equal(2);
  });

  it('asks for a key where there is none', async () => {
    capture = await scene.open({ address: '/broadcast' });
    await capture.goLive();
    await capture.untilSays('The stream key is missing.');
    expect(await capture.page.evaluate(() => document.activeElement?.id)).to.equal('stream-key');
    expect(scene.stage.sessions.size).to.equal(0);
  });

  it('takes the key out of the address, and keeps it for the tab alone unless it is told to', async () => {
    capture = await scene.open();
    const { page } = capture;
    const field = page.getByLabel('Stream key');
    expect(page.url()).to.equal(`${scene.stage.origin}/broadcast/main`);
    await page.reload();
    expect(await field.inputValue()).to.equal(scene.stage.key);
    expect(await page.evaluate(() => localStorage.length)).to.equal(0);
    await page.getByLabel('Remember on this device').check();
    expect(await page.evaluate(() => Object.values(localStorage))).to.deep.equal([scene.stage.key]);
    await page.getByLabel('Remember on this device').uncheck();
    expect(await page.evaluate(() => localStorage.length)).to.equal(0);
  });

  it('says again what was saved about the broadcast where nothing is said when it goes on air', async () => {
    capture = await scene.open();
    const { page } = capture;
    const address = `${scene.stage.origin}/api/stations/main/information`;
    const headers = { Authorization: `Bearer ${scene.stage.key}` };
    const untilTold = () =>
      page.waitForResponse((response) => response.url() === address && response.request().method() === 'PUT');
    const readName = async () =>
      ((await (await fetch(address)).json()) as { information: { name: string } | null }).information?.name;
    await page.getByText('About the broadcast').click();
    await page.getByLabel('Name', { exact: true }).fill('Morning show');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await capture.untilSays('Saved.');
    // As at the end of a broadcast.
    await fetch(address, { method: 'DELETE', headers });
    const toldLive = untilTold();
    await capture.goLive();
    await toldLive;
    expect(await readName()).to.equal('Morning show');
    await capture.untilState('live');
    scene.stage.session.notify('standing-by', 'Another source is on air.');
    await capture.untilSays('Standing by');
    await fetch(address, { method: 'DELETE', headers });
    const toldOver = untilTold();
    scene.stage.session.notify('took-over', 'You are on air.');
    await toldOver;
    expect(await readName()).to.equal('Morning show');
  });

  it('warns before it is left on air, and not otherwise', async () => {
    capture = await scene.open();
    const { page } = capture;
    await capture.goLive();
    await capture.untilState('live');
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).to.equal('beforeunload');
    await dialog.dismiss();
    await capture.stop();
    await capture.untilState('stopped');
    const closed = page.waitForEvent('close');
    await page.close({ runBeforeUnload: true });
    await closed;
  });

  it('tells where to open it when it came without https', async () => {
    const origin = scene.stage.origin.replace('127.0.0.1', 'radio.example');
    capture = await scene.open({ address: `${origin}/broadcast/main` });
    await capture.untilSays('This page came without https, so the browser gives it no microphone.');
    expect(await capture.page.getByRole('button', { name: 'Go live' }).isDisabled()).to.equal(true);
    expect(await capture.stats()).to.include({ state: 'idle' });
  });
});
