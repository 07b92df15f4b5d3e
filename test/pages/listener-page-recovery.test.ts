import { expect } from 'chai';
import type { Route } from 'playwright-core';
import { judge, ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { sleepFor } from '../helpers/sleeping-browser.ts';

const PART = /\.\d+\.m4s$/;
const ASLEEP_MS = 6_000;
const HEARD_MS = 3_000;
/** By then a page that takes itself for stuck has begun anew. */
const LONG_AWAY_MS = 12_000;
/** The quiet tone under the markers is louder than this. */
const SILENT_LEVEL = 0.015;
const SAID_WITHIN_MS = 4_000;
/** Where sound is back it is heard on from then: some markers more or less do not matter. */
const MARKERS_HEARD = (HEARD_MS / 250) * 0.8;

/** What may come instead of a part. */
const SPOILS: readonly (readonly [string, (route: Route) => Promise<void>])[] = [
  ['a part that is no media', (route) => route.fulfill({ contentType: 'audio/mp4', body: 'no such thing' })],
  ['sound that cannot be decoded', spoilSound],
];

/** The boxes stay, and what is in them is nonsense. */
async function spoilSound(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = await response.body();
  body.fill(0xff, body.indexOf('mdat') + 4);
  await route.fulfill({ response, body });
}

describe('the listener page when something fails at the station', function () {
  this.timeout(120_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  beforeEach(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
  });
  afterEach(() => stage?.close());

  it('waits for a station that is off air, plays when it comes, and again at the next broadcast', async () => {
    const listener = await stage.openPage();
    await listener.inState('offAir');
    await listener.button.click();
    expect(await listener.sentence.textContent()).to.match(/starts by itself/);
    await stage.goOnAir();
    await listener.inState('playing');

    const { stallCount } = await listener.stats();
    await stage.goOffAir();
    await listener.inState('offAir');
    expect((await listener.stats()).stallCount, 'the end is no stall').to.equal(stallCount);
    await stage.goOnAir();
    await listener.inState('playing');
    const recording = await listener.listen();
    await listener.hearOn(recording, HEARD_MS);
    expect(judge(recording).markers).to.be.at.least(MARKERS_HEARD);
  });

  it('loads nothing but the state of a station that is off air', async () => {
    const listener = await stage.openPage();
    await listener.inState('offAir');
    const requests: string[] = [];
    listener.page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    for (let poll = 0; poll < 3; poll += 1) await listener.page.waitForRequest(/\/api\/stations\/main/);
    expect(requests.filter((path) => path.startsWith('/live/'))).to.deep.equal([]);
  });

  it('plays on by itself after the server was restarted', async () => {
    await stage.goOnAir();
    const listener = await stage.openPage();
    await listener.play();
    await stage.restartServer();
    await stage.goOnAir();
    await listener.inState('playing', 40_000);
    const { micToEarMs } = await listener.statsFulfil(
      (stats) => stats.micToEarMs !== null && stats.micToEarMs < 2_000,
      'to be live again',
    );
    expect(micToEarMs).to.be.above(0);
    await listener.heardOn(2);
  });

  it('tells that a station does not exist', async () => {
    const listener = await stage.openPage('/');
    await listener.inState('offAir');
    await listener.page.evaluate(() =>
      document.querySelector('ringcast-player')?.setAttribute('station', 'nowhere'),
    );
    await listener.inState('missing');
    expect(await listener.button.isDisabled()).to.equal(true);
  });
});

describe('the listener page when something fails on the way to a listener', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
  });
  afterEach(() => Promise.all(stage.browser.contexts().map((context) => context.close())));
  after(() => stage?.close());

  it('plays on after the network was away', async () => {
    const listener = await stage.openPage();
    await listener.play();
    await listener.page.context().setOffline(true);
    await listener.inState('stalled');
    await listener.page.context().setOffline(false);
    await listener.inState('playing');
    const stats = await listener.statsFulfil(({ micToEarMs }) => (micToEarMs ?? 9_999) < 2_500, 'to be live');
    expect(stats.stallCount).to.equal(1);
    expect(stats.stalledMs).to.be.above(0);
  });

  it('says that there is no sound where a listener goes live without a network', async () => {
    const listener = await stage.openPage();
    await listener.play();
    await listener.heardOn(6);
    await listener.page.keyboard.press('ArrowLeft');
    await listener.statsFulfil(({ bufferedMs }) => bufferedMs > 4_000, 'to be behind');
    await listener.page.context().setOffline(true);
    await listener.statsFulfil(({ bufferedMs }) => bufferedMs < 2_500, 'to have less and less to play');
    await listener.badge.click();
    await listener.inState('stalled', SAID_WITHIN_MS);
    await listener.page.context().setOffline(false);
    await listener.inState('playing');
    expect((await listener.stats()).stallCount).to.equal(1);
  });

  it('plays on, live, after the machine slept', async () => {
    const listener = await stage.openPage();
    await listener.play();
    await sleepFor(stage.browser, ASLEEP_MS);
    await listener.heardOn(2);
    await listener.statsFulfil(({ micToEarMs }) => (micToEarMs ?? 9_999) < 2_500, 'to be live');
  });

  for (const [what, spoil] of SPOILS) {
    it(`plays on after ${what} came in`, async () => {
      const listener = await stage.openPage();
      await listener.play();
      await listener.page.route(PART, spoil, { times: 1 });
      await listener.page.waitForResponse(PART);
      await listener.heardOn(3);
      await listener.statsFulfil(({ micToEarMs }) => (micToEarMs ?? 9_999) < 2_500, 'to be live');
    });
  }

  it('tells that the server is away, and comes back', async () => {
    const listener = await stage.openPage();
    await listener.inState('ready');
    await listener.page.route('**/api/**', (route) => route.abort());
    await listener.inState('unreachable', 40_000);
    expect(await listener.sentence.textContent()).to.match(/Trying again/);
    await listener.page.unroute('**/api/**');
    await listener.inState('ready');
  });
});

describe('the listener page of a station that waits for its sound', function () {
  this.timeout(90_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    const settings = { RINGCAST_WHEN_LATE: 'never-skip' };
    stage = await ListenerStage.open({ executablePath: chromium.path, server: { settings } });
    await stage.goOnAir();
  });
  after(() => stage?.close());

  it('is silent while nothing comes, plays nothing twice, and plays on', async () => {
    const listener = await stage.openPage();
    await listener.play();
    await listener.quality.selectOption('aac-96');
    stage.dropSource();
    await listener.inState('stalled');
    const recording = await listener.listen();
    await listener.statsFulfil(({ stalledMs }) => stalledMs > LONG_AWAY_MS, 'a long silence');
    expect(recording.sound.some((value) => Math.abs(value) > SILENT_LEVEL)).to.equal(false);
    await stage.goOnAir();
    await listener.heardOn(2);
  });
});

describe('the listener page where the browser refuses to play unasked', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    const switches = ['--autoplay-policy=document-user-activation-required'];
    stage = await ListenerStage.open({ executablePath: chromium.path, switches });
    await stage.goOnAir();
  });
  after(() => stage?.close());

  it('asks for a press of the button, which plays', async () => {
    const page = await stage.browser.newPage();
    // Whatever is evaluated from here counts as the user's doing, so the page itself has to ask.
    await page.addInitScript(() => {
      const timer = setInterval(() => {
        const player = document.querySelector('ringcast-player');
        if (!player?.shadowRoot?.querySelector('[data-state=ready]')) return;
        clearInterval(timer);
        void player.play().then(() => console.log('answered'));
      }, 50);
    });
    const answered = page.waitForEvent('console', (message) => message.text() === 'answered');
    await page.goto(stage.server.url('/listen/main'));
    await answered;
    const listener = new ListenerPage(page);
    await listener.inState('blocked');
    expect(await listener.sentence.textContent()).to.match(/press play/);
    await listener.button.click();
    await listener.inState('playing');
  });
});
