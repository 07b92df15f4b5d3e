import { join } from 'node:path';
import { expect } from 'chai';
import type { CapturePage } from '../helpers/capture-page.ts';
import { setCaptureScene } from '../helpers/capture-scene.ts';
import { FAKE_MICROPHONE_RATE_HZ } from '../helpers/chromium.ts';
import { numberAt, writeNumberedWav } from '../helpers/numbered-sound.ts';
import { UNPLUGGABLE_MICROPHONE_SCRIPT, UnpluggableMicrophone } from '../helpers/unpluggable-microphone.ts';

const SECOND = FAKE_MICROPHONE_RATE_HZ;
const BYTES_PER_FRAME = 4;

describe('capture page, several sources', function () {
  this.timeout(60_000);
  const scene = setCaptureScene({ microphoneSeconds: 40 });
  let capture: CapturePage;

  async function goOnAir(): Promise<void> {
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(SECOND / 2);
  }

  async function stop(): Promise<Buffer> {
    await capture.stop();
    await capture.untilState('stopped');
    expect(scene.stage.session.taken.every((run) => run.kind === 'pcm')).to.equal(true);
    return scene.stage.session.capturedPcm;
  }

  const press = (name: string) => capture.page.getByRole('button', { name, exact: true }).click();
  const strip = (name: string) => capture.page.getByRole('group', { name, exact: true });

  it('keeps every sample of the microphone at its place while another one is mixed in and taken out', async () => {
    capture = await scene.open();
    await goOnAir();
    await press('Microphone or line-in');
    await strip('Input 2').getByText('44.1 kHz').waitFor();
    await strip('Input 2').getByLabel('Gain').fill('-20');
    await capture.untilAcknowledged(SECOND / 2);
    await strip('Input 2').getByRole('button', { name: 'Mute' }).click();
    await capture.untilAcknowledged(SECOND / 2);
    await press('Remove Input 2');
    await capture.untilAcknowledged(SECOND / 2);
    const pcm = await stop();
    const frames = pcm.length / BYTES_PER_FRAME;
    const shifts = Array.from({ length: frames }, (_, frame) => numberAt(pcm, frame) - frame);
    const [shift] = shifts.slice(SECOND / 4);
    // Half a second in which the other is heard is no number; everywhere else each sample is what it was.
    const exact = shifts.filter((other) => other === shift).length;
    expect(frames - exact).to.be.below(2 * SECOND);
    expect(shifts.slice(-SECOND / 4)).to.deep.equal(Array.from({ length: SECOND / 4 }, () => shift));
  });

  it('plays a dropped file sample by sample, and tells listeners its name', async () => {
    const musicFile = join(scene.folder, 'A Song.wav');
    await writeNumberedWav(musicFile, { seconds: 3, sampleRateHz: SECOND });
    capture = await scene.open();
    await goOnAir();
    await capture.page.locator('input[type=file]').setInputFiles(musicFile);
    await strip('Microphone').getByRole('button', { name: 'Mute' }).click();
    await strip('Files').getByRole('button', { name: 'Play' }).click();
    await capture.untilSays('Nothing left to play.');
    const pcm = await stop();
    const frames = pcm.length / BYTES_PER_FRAME;
    const first = Array.from({ length: frames }, (_, frame) => frame).findLast(
      (frame) => numberAt(pcm, frame) === 2 * SECOND,
    );
    if (first === undefined) throw new Error('the file was not heard');
    for (let number = SECOND / 50; number < 3 * SECOND; number++) {
      const heard = numberAt(pcm, first - 2 * SECOND + number);
      if (heard !== number) throw new Error(`frame ${number} of the file came out as ${heard}`);
    }
    const answer = await fetch(`${scene.stage.origin}/api/stations/main/now-playing`);
    const { history } = (await answer.json()) as { history: { title: string }[] };
    expect(history[0]?.title).to.equal('A Song');
  });

  it('sends the sound that the browser shares, by itself', async () => {
    capture = await scene.open();
    await press('Tab or system sound');
    await strip('Tab or system sound').waitFor();
    await press('Remove Microphone');
    await goOnAir();
    const pcm = await stop();
    const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
    expect(samples.reduce((most, value) => Math.max(most, value), 0)).to.be.above(1_000);
  });

  it('goes on with the others when one is unplugged, and takes it again when it is back', async () => {
    capture = await scene.open({ prepare: (page) => page.addInitScript(UNPLUGGABLE_MICROPHONE_SCRIPT) });
    const microphone = new UnpluggableMicrophone(capture.page);
    await goOnAir();
    await press('Microphone or line-in');
    await strip('Input 2').getByText('44.1 kHz').waitFor();
    await microphone.unplug();
    await strip('Input 2').getByText('The microphone is gone.').waitFor();
    await capture.untilAcknowledged(SECOND / 2);
    await microphone.plugIn();
    await strip('Input 2').getByText('44.1 kHz').waitFor();
    await stop();
  });

  it('plays five seconds to the broadcaster alone, before anything is sent', async () => {
    capture = await scene.open();
    await press('Hear yourself first');
    await capture.untilSays(/^Recording…/);
    await capture.untilSays('Playing what was recorded…');
    expect(scene.stage.sessions.size).to.equal(0);
  });

  it('shows what the device grants, and processes speech when it is told to', async () => {
    capture = await scene.open();
    await capture.untilSays('44.1 kHz');
    await capture.page.getByText('Settings of Microphone').click();
    const row = capture.page.getByRole('row', { name: /^echoCancellation/ });
    expect(await row.getByRole('cell').first().textContent()).to.equal('false');
    await capture.page.getByLabel('Made for').selectOption('speech');
    await capture.page.getByRole('row', { name: /^echoCancellation true/ }).waitFor();
  });
});
