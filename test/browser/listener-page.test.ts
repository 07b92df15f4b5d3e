import { expect } from 'chai';
import { judge, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

const HEARD_MS = 8_000;
const MARKERS_HEARD = (HEARD_MS / 250) * 0.9;
/** A frame of AAC is 21 ms: where one is missing it is longer. */
const UNHEARD_MS = 5;

describe('the listener page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
  });
  after(() => stage?.close());
  afterEach(async () => {
    for (const context of stage.browser.contexts()) await context.close();
  });

  it('plays what is broadcast: every marker in order, without a gap', async () => {
    const listener = await stage.openPage();
    await listener.play();
    const recording = await listener.listen();
    await listener.hearOn(recording, 1_000);
    const from = recording.samples;
    await listener.hearOn(recording, HEARD_MS);
    const hearing = judge(recording, from);
    expect(hearing.faults).to.deep.equal([]);
    expect(hearing.markers).to.be.at.least(MARKERS_HEARD);
    expect(hearing.longestSilenceMs).to.be.below(UNHEARD_MS);
  });

  it('tells its figures: latency, buffer and the rendition, and no stall', async () => {
    const listener = await stage.openPage();
    await listener.play();
    const stats = await listener.statsFulfil(({ rendition }) => rendition !== null, 'a rendition');
    expect(stats.micToEarMs).to.be.within(300, 1_500);
    expect(stats.targetLatencyMs).to.be.within(300, 1_500);
    expect(stats.bufferedMs).to.be.above(0);
    expect(stats.bitrateBps).to.be.oneOf([96_000, 256_000]);
    expect(stats).to.include({ stallCount: 0, stalledMs: 0 });
  });

  it('keeps to its own content security policy', async () => {
    const page = await stage.browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(stage.server.url('/'));
    await page.locator('ringcast-player .play').click();
    await page.locator('ringcast-player .player[data-state=playing]').waitFor();
    await page.goto(stage.server.url('/embed/main'));
    await page.locator('ringcast-player .player[data-state=ready]').waitFor();
    expect(complaints).to.deep.equal([]);
  });

  it('loads no media before play is pressed and after pause', async () => {
    const listener = await stage.openPage();
    const media: string[] = [];
    listener.page.on('request', (request) => {
      if (/\.(m4s|mp4)$/.test(request.url())) media.push(request.url());
    });
    await listener.inState('ready');
    await listener.page.waitForLoadState('networkidle');
    expect(media).to.deep.equal([]);
    await listener.play();
    await listener.button.click();
    await listener.inState('paused');
    await listener.page.waitForLoadState('networkidle');
    const loaded = media.length;
    await listener.page.waitForRequest(/\/api\/stations\/main/, { timeout: 30_000 });
    expect(loaded).to.be.above(0);
    expect(media.length - loaded).to.be.below(2);
  });

  it('plays on from where a pause began, and goes live when asked', async () => {
    const listener = await stage.openPage();
    await listener.play();
    await listener.button.click();
    await listener.inState('paused');
    const pausedAtS = (await listener.audio()).currentTime;
    await listener.page.waitForFunction(
      (fromMs) => performance.now() - fromMs > 3_000,
      await listener.page.evaluate(() => performance.now()),
    );
    await listener.button.click();
    await listener.inState('playing');
    const behind = await listener.statsFulfil(({ micToEarMs }) => (micToEarMs ?? 0) > 3_000, 'to be behind');
    expect((await listener.audio()).currentTime).to.be.within(pausedAtS, pausedAtS + 3);
    await listener.badge.click();
    await listener.statsFulfil(({ micToEarMs }) => (micToEarMs ?? 9_999) < 1_500, 'to be live');
    expect(behind.stallCount).to.equal(0);
  });

  it('lets the volume be set and kept', async () => {
    const listener = await stage.openPage();
    await listener.page.locator('ringcast-player input[type=range]').fill('40');
    expect((await listener.audio()).volume).to.equal(0.4);
    await listener.page.locator('ringcast-player .mute').click();
    expect((await listener.audio()).muted).to.equal(true);
    await listener.page.reload();
    await listener.inState('ready');
    expect((await listener.audio()).volume).to.equal(0.4);
    expect((await listener.audio()).muted).to.equal(false);
  });
});
