import { expect } from 'chai';
import { ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { TcpRelay } from '../helpers/tcp-relay.ts';

const AWAY_MS = 3_000;
const HEARD_AGAIN_WITHIN_MS = 1_500;
const ABOVE_TARGET_MS = 300;

describe('the listener page on a network that hangs', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;
  let relay: TcpRelay;
  let listener: ListenerPage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
    relay = await TcpRelay.open(stage.server.port);
    const page = await (await stage.browser.newContext()).newPage();
    await page.goto(`http://${relay.host}/listen/main`);
    listener = new ListenerPage(page);
  });
  after(async () => {
    await stage?.close();
    await relay?.close();
  });

  it('asks for one part after the other, and for a playlist once a segment', async () => {
    const asked = { parts: 0, playlists: 0 };
    listener.page.on('request', (request) => {
      if (/\.\d+\.m4s$/.test(request.url())) asked.parts += 1;
      if (request.url().includes('live.m3u8?')) asked.playlists += 1;
    });
    await listener.play();
    while (asked.parts < 40) await listener.page.waitForRequest(/\.m4s$/);
    expect(asked.playlists).to.be.at.most(12);
  });

  it('is heard again soon after, and live', async () => {
    relay.stall();
    await listener.statsFulfil(({ stalledMs }) => stalledMs > AWAY_MS, `${AWAY_MS} ms of silence`);
    const { stalledMs } = await listener.stats();
    relay.restore();
    await listener.inState('playing');
    const after = await listener.stats();
    expect(after.stalledMs - stalledMs).to.be.below(HEARD_AGAIN_WITHIN_MS);
    await listener.statsFulfil(
      ({ micToEarMs, targetLatencyMs }) =>
        micToEarMs !== null && targetLatencyMs !== null && micToEarMs < targetLatencyMs + ABOVE_TARGET_MS,
      'to be at the target',
    );
  });
});
