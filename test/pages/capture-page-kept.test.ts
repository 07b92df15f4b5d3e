import { expect } from 'chai';
import type { CapturePage } from '../helpers/capture-page.ts';
import { setCaptureScene } from '../helpers/capture-scene.ts';
import { FAKE_MICROPHONE_RATE_HZ } from '../helpers/chromium.ts';
import { findNumberingFault } from '../helpers/numbered-sound.ts';

const OFFER = /of your last broadcast have not been sent/;
const BYTES_PER_FRAME = 4;
const POLL_MS = 50;
/** Younger sound may be in memory alone when a page is gone without a word: it is written twice a second. */
const UNWRITTEN_SAMPLES = 0.7 * FAKE_MICROPHONE_RATE_HZ;

describe('capture page, sound that was not sent', function () {
  this.timeout(60_000);
  const scene = setCaptureScene({ microphoneSeconds: 60 });

  /** On air, then with so much that the server, which is down, does not have. */
  async function openWithUnsent(seconds: number): Promise<CapturePage> {
    const capture = await scene.open();
    await capture.goLive();
    await capture.untilState('live');
    await capture.untilAcknowledged(20_000);
    await scene.stage.goDown();
    await capture.untilState('reconnecting');
    await capture.untilCaptured(seconds * FAKE_MICROPHONE_RATE_HZ);
    return capture;
  }

  /** Bytes of every file of unsent sound, as any page of the origin sees them. */
  async function keptBytes({ page }: CapturePage): Promise<number[]> {
    return page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      const kept = await root.getDirectoryHandle('ringcast-kept', { create: true });
      const sizes: number[] = [];
      for await (const entry of (
        kept as unknown as { values(): AsyncIterable<FileSystemFileHandle> }
      ).values()) {
        sizes.push((await entry.getFile()).size);
      }
      return sizes;
    });
  }

  /** The page comes from the server, too. */
  async function reopen(): Promise<CapturePage> {
    await scene.stage.listen();
    return scene.open();
  }

  /** Sends what is offered; resolves with how many samples the server has then. */
  async function sendKept(capture: CapturePage): Promise<number> {
    await capture.untilSays(OFFER);
    await capture.page.getByRole('button', { name: 'Send them' }).click();
    await capture.untilSays('The rest of your last broadcast is sent, to the last sample.');
    expect(scene.stage.sessions.size).to.equal(1);
    expect(findNumberingFault(scene.stage.session.capturedPcm)).to.equal(undefined);
    expect(scene.stage.session.stops).to.deep.equal([scene.stage.session.nextSample]);
    await capture.page.reload();
    expect(await capture.page.getByText(OFFER).count()).to.equal(0);
    return scene.stage.session.nextSample;
  }

  it('is offered when the page is opened again, and sent to the last sample', async () => {
    const watcher = await scene.open();
    const left = await openWithUnsent(5);
    const { capturedSamples, acknowledgedSamples } = await left.stats();
    const closed = left.page.waitForEvent('close');
    const asked = left.page.waitForEvent('dialog');
    await left.page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).to.equal('beforeunload');
    const leastBytes = (capturedSamples - acknowledgedSamples) * BYTES_PER_FRAME;
    while (((await keptBytes(watcher))[0] ?? 0) < leastBytes) await watcher.page.waitForTimeout(POLL_MS);
    await Promise.all([dialog.accept(), closed]);
    const capture = await reopen();
    expect(await sendKept(capture)).to.be.at.least(capturedSamples);
  });

  it('is offered after a page that was gone without a word', async () => {
    const left = await openWithUnsent(6);
    const { capturedSamples } = await left.stats();
    await left.page.close();
    const capture = await reopen();
    expect(await sendKept(capture)).to.be.at.least(capturedSamples - UNWRITTEN_SAMPLES);
  });

  it('is not offered again once it is discarded', async () => {
    const left = await openWithUnsent(4);
    await left.page.close();
    const capture = await reopen();
    await capture.untilSays(OFFER);
    await capture.page.getByRole('button', { name: 'Discard' }).click();
    await capture.page.getByText(OFFER).waitFor({ state: 'detached' });
    while ((await keptBytes(capture)).length > 0) await capture.page.waitForTimeout(POLL_MS);
    await capture.page.reload();
    await capture.untilSays('Ready');
    expect(await capture.page.getByText(OFFER).count()).to.equal(0);
  });

  it('is not offered to a second tab while the first is on air, and is when the first is gone', async () => {
    const first = await openWithUnsent(4);
    scene.stage.takesBroadcasts = false;
    await scene.stage.listen();
    const second = await scene.open();
    await second.untilSays('Ready');
    await first.untilCaptured(FAKE_MICROPHONE_RATE_HZ);
    expect(await second.page.getByText(OFFER).count()).to.equal(0);
    await first.page.close();
    await second.untilSays(OFFER);
  });
});
