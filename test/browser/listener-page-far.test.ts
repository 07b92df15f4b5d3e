import { expect } from 'chai';
import { DelayingRelay } from '../helpers/delaying-relay.ts';
import { judge, ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

/** To the other side of the world; a part lasts 192 ms. */
const ONE_WAY_MS = 150;
const CAUGHT_UP_AFTER_S = 4;
const HEARD_MS = 10_000;

describe('the listener page on the other side of the world', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  let stage: ListenerStage;
  let relay: DelayingRelay;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    relay = await DelayingRelay.open({ targetPort: stage.server.port, delayMs: ONE_WAY_MS });
    await stage.goOnAir();
  });
  after(async () => {
    await stage?.close();
    await relay?.close();
  });

  it('plays without a gap though a round trip takes longer than a part', async () => {
    const context = await stage.browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    await page.goto(relay.url('/listen/main'));
    const listener = new ListenerPage(page);
    await listener.play();
    // All that comes before the sound takes round trips: it begins far behind, may catch up, and may stop once for it.
    await listener.heardOn(CAUGHT_UP_AFTER_S);
    const { stallCount: before } = await listener.stats();
    const recording = await listener.listen();
    await listener.hearOn(recording, HEARD_MS);
    const { stallCount, micToEarMs, rendition } = await listener.stats();
    const { faults } = judge(recording);
    expect({ stalls: stallCount - before, faults }).to.deep.equal({ stalls: 0, faults: [] });
    expect(micToEarMs).to.be.below(2_500);
    expect(rendition).to.not.equal('aac-48');
  });
});
