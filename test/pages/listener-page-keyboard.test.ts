import { expect } from 'chai';
import { type ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('the listener page by keyboard', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;
  let listener: ListenerPage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
    await stage.goOnAir();
  });
  beforeEach(async () => {
    listener = await stage.openPage();
    await listener.inState('ready');
  });
  afterEach(() => listener?.page.context().close());
  after(() => stage?.close());

  async function focused(): Promise<string | null> {
    return listener.page.evaluate(() => {
      const element = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
      const text = element instanceof HTMLButtonElement ? element.innerText : element?.tagName.toLowerCase();
      return element?.getAttribute('aria-label') ?? text ?? null;
    });
  }

  it('reaches every control in the order in which they are seen', async () => {
    const order: (string | null)[] = [];
    for (let press = 0; press < 5; press += 1) {
      await listener.page.keyboard.press('Tab');
      order.push(await focused());
    }
    expect(order).to.deep.equal(['Play', 'Mute', 'Volume', 'select', 'Connection']);
  });

  it('plays and pauses by Enter on the button, keeping the focus', async () => {
    await listener.page.keyboard.press('Tab');
    await listener.page.keyboard.press('Enter');
    await listener.inState('playing');
    expect(await focused()).to.equal('Pause');
    await listener.page.keyboard.press('Enter');
    await listener.inState('paused');
  });

  it('plays, steps back and changes the volume wherever the focus is', async () => {
    await listener.page.keyboard.press(' ');
    await listener.inState('playing');
    await listener.page.keyboard.press('ArrowDown');
    expect((await listener.audio()).volume).to.be.closeTo(0.95, 0.001);
    await listener.statsFulfil(({ rendition }) => rendition !== null, 'a rendition');
    await listener.page.keyboard.press('ArrowLeft');
    await listener.page.getByRole('button', { name: 'Go live' }).waitFor();
    await listener.page.keyboard.press(' ');
    await listener.inState('paused');
  });

  it('takes letters only where the focus is in the player, so that spoken words press nothing', async () => {
    await listener.page.keyboard.press('m');
    expect((await listener.audio()).muted).to.equal(false);
    await listener.page.keyboard.press('Tab');
    await listener.page.keyboard.press('m');
    expect((await listener.audio()).muted).to.equal(true);
    await listener.page.keyboard.press('k');
    await listener.inState('playing');
  });

  it('acts once for a key that is held, but goes on with the volume', async () => {
    await listener.page.keyboard.press('Tab');
    for (let press = 0; press < 4; press += 1) await listener.page.keyboard.down('m');
    expect((await listener.audio()).muted).to.equal(true);
    for (let press = 0; press < 4; press += 1) await listener.page.keyboard.down('ArrowDown');
    expect((await listener.audio()).volume).to.be.closeTo(0.8, 0.001);
  });

  it('keeps the focus in the player when the button to go live has done its work', async () => {
    await listener.play();
    await listener.statsFulfil(({ rendition }) => rendition !== null, 'a rendition');
    await listener.page.keyboard.press('ArrowLeft');
    await listener.page.getByRole('button', { name: 'Go live' }).focus();
    await listener.page.keyboard.press('Enter');
    await listener.page.locator('ringcast-player span.badge').waitFor();
    expect(await focused()).to.equal('Pause');
  });

  it('gives the sound back that was turned down to nothing, by the button and at the next visit', async () => {
    const slider = listener.page.locator('ringcast-player input[type=range]');
    await slider.fill('60');
    await slider.fill('0');
    await listener.page.getByRole('button', { name: 'Unmute' }).press('Enter');
    expect(await listener.audio()).to.include({ volume: 0.6, muted: false });
    await slider.fill('0');
    await listener.page.reload();
    await listener.inState('ready');
    expect(await listener.audio()).to.include({ volume: 0.6, muted: false });
  });

  it('leaves a control its own keys', async () => {
    await listener.page.locator('ringcast-player input[type=range]').focus();
    await listener.page.keyboard.press('ArrowDown');
    expect((await listener.audio()).volume).to.be.closeTo(0.99, 0.001);
    await listener.quality.focus();
    await listener.page.keyboard.press('ArrowDown');
    expect(await listener.quality.inputValue()).to.equal('aac-48');
    expect((await listener.audio()).volume).to.be.closeTo(0.99, 0.001);
  });
});
