import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { findMarkers } from '../helpers/marker-finder.ts';
import { MARKER_NUMBERS, MARKER_PERIOD_SAMPLES } from '../helpers/marked-sound.ts';
import { type ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import type { SoundRecording } from '../helpers/sound-recording.ts';

/** A title as the page showed it, and the lock screen's words at that moment. */
interface ShownTitle {
  readonly text: string;
  readonly lockScreen: string;
  readonly atMs: number;
}

const SEGMENT_SAMPLES = 92_160;
/** Of a page that draws 60 times a second while the machine does other things too. */
const MAX_EARLY_MS = 60;
const MAX_LATE_MS = 250;
const FORGOTTEN_WITHIN_MS = 2_000;

describe('the listener page shows what plays', function () {
  this.timeout(60_000);
  requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let stage: ListenerStage;
  let listener: ListenerPage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
  });
  after(() => stage.close());

  it('when its first sample is heard, also in the lock screen, and no longer than it plays', async function () {
    await stage.goOnAir();
    const playlist = await (await fetch(stage.server.url('/live/main/aac-96/live.m3u8'))).text();
    const firstMsn = Number(/MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1]);
    listener = await stage.openPage();
    const ear = await listener.listen();
    await listener.play();
    const shown = await watchTitle(listener);
    await listener.hearOn(ear, 3_000);

    const starts: number[] = [];
    for (const title of ['"Erste" <b>&amp;</b>', 'Second']) {
      const { startSample } = await say({ title, artist: 'X' });
      starts.push(startSample - firstMsn * SEGMENT_SAMPLES);
      await listener.hearOn(ear, 2_500);
    }
    await say(undefined);
    await listener.hearOn(ear, 2_500);

    const titles = await shown();
    expect(titles.map(({ text }) => text)).to.deep.equal([
      'Now: X – “Erste” <b>&amp;</b>',
      'Now: X – Second',
      '',
    ]);
    expect(titles.map(({ lockScreen }) => lockScreen)).to.deep.equal([
      '“Erste” <b>&amp;</b>',
      'Second',
      'main',
    ]);
    const lateMs = starts.map((sample, index) => titles[index]!.atMs - heardAtMs(ear, sample));
    this.test!.title += ` (shown ${lateMs.map((ms) => ms.toFixed(0)).join(' and ')} ms after it is heard)`;
    for (const ms of lateMs) expect(ms).to.be.within(-MAX_EARLY_MS, MAX_LATE_MS);
  });

  it('no longer than the station is on air', async () => {
    await say({ title: 'Last', artist: 'X' });
    const idle = await stage.openPage();
    const title = idle.page.locator('ringcast-player .now', { hasText: 'Last' });
    await title.waitFor();
    await stage.goOffAir();
    await idle.inState('offAir');
    await title.waitFor({ state: 'detached', timeout: FORGOTTEN_WITHIN_MS });
  });

  /** Says what plays, and resolves when it is known where that begins. */
  async function say(song: object | undefined): Promise<{ startSample: number }> {
    const url = stage.server.url('/api/stations/main/now-playing');
    const headers = { authorization: `Bearer ${stage.server.key}` };
    const init = song ? { method: 'PUT', body: JSON.stringify(song) } : { method: 'DELETE' };
    expect((await fetch(url, { ...init, headers })).status).to.equal(200);
    for (;;) {
      const { nowPlaying } = (await (await fetch(url)).json()) as {
        nowPlaying: { startSample: number | null } | null;
      };
      if (!nowPlaying) return { startSample: Number.NaN };
      if (nowPlaying.startSample !== null) return { startSample: nowPlaying.startSample };
      await delay(20);
    }
  }
});

/** Notes from now on whenever the page shows another title; call what is returned for all of them. */
async function watchTitle({ page }: ListenerPage): Promise<() => Promise<ShownTitle[]>> {
  await page.evaluate(() => {
    const scope = globalThis as typeof globalThis & { titles: ShownTitle[] };
    scope.titles = [];
    let before = '';
    const look = (): void => {
      const root = document.querySelector('ringcast-player')?.shadowRoot;
      const text = root?.querySelector('.now')?.textContent?.trim() ?? '';
      if (text !== before) {
        const lockScreen = navigator.mediaSession.metadata?.title ?? '';
        scope.titles.push({ text, lockScreen, atMs: performance.timeOrigin + performance.now() });
      }
      before = text;
      requestAnimationFrame(look);
    };
    look();
  });
  return () => page.evaluate(() => (globalThis as unknown as { titles: ShownTitle[] }).titles);
}

/** When a sample of the marked sound was heard, in ms since the Unix epoch. */
function heardAtMs(ear: SoundRecording, sample: number): number {
  const index = Math.floor(sample / MARKER_PERIOD_SAMPLES);
  const marker = findMarkers(ear.sound).find(({ number }) => number === index % MARKER_NUMBERS);
  if (!marker) throw new Error(`marker ${index} was not heard`);
  return ear.timeMsOf(marker.sample + (sample % MARKER_PERIOD_SAMPLES));
}
