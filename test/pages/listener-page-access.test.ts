import { expect } from 'chai';
import { findWithAxe } from '../helpers/axe-findings.ts';
import { ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('the listener page, as axe finds it', function () {
  this.timeout(90_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: ListenerStage;

  before(async () => {
    stage = await ListenerStage.open({
      executablePath: chromium.path,
      server: { settings: { RINGCAST_STATIONS: 'main,night-owl' } },
    });
    await stage.goOnAir();
  });
  after(() => stage?.close());
  afterEach(async () => {
    for (const context of stage.browser.contexts()) await context.close();
  });

  async function open(path: string, colorScheme: 'light' | 'dark', width = 1_280): Promise<ListenerPage> {
    const viewport = { width, height: 800 };
    const context = await stage.browser.newContext({ bypassCSP: true, colorScheme, viewport });
    const page = await context.newPage();
    await page.goto(stage.server.url(path));
    return new ListenerPage(page);
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`is without findings in ${scheme} colours: ready, playing, with plots, behind live, paused`, async () => {
      const listener = await open('/listen/main', scheme);
      await listener.inState('ready');
      expect(await findWithAxe(listener.page), 'ready').to.deep.equal([]);
      await listener.play();
      await listener.page.getByRole('button', { name: 'Connection' }).click();
      await listener.page.locator('ringcast-player .uplot').nth(1).waitFor();
      expect(await findWithAxe(listener.page), 'playing').to.deep.equal([]);
      await listener.page.getByRole('button', { name: 'Back 5 seconds' }).click();
      await listener.page.getByRole('button', { name: 'Go live' }).waitFor();
      expect(await findWithAxe(listener.page), 'behind live').to.deep.equal([]);
      await listener.button.click();
      await listener.inState('paused');
      expect(await findWithAxe(listener.page), 'paused').to.deep.equal([]);
    });

    it(`is without findings in ${scheme} colours: off air, the list of stations, the frame for other pages`, async () => {
      const listener = await open('/listen/night-owl', scheme);
      await listener.inState('offAir');
      expect(await findWithAxe(listener.page), 'off air').to.deep.equal([]);
      await listener.page.goto(stage.server.url('/'));
      await listener.page.getByRole('link', { name: /main.*On air/ }).waitFor();
      expect(await findWithAxe(listener.page), 'stations').to.deep.equal([]);
      await listener.page.goto(stage.server.url('/embed/main'));
      await listener.inState('ready');
      expect(await findWithAxe(listener.page), 'embed').to.deep.equal([]);
    });
  }

  for (const width of [320, 768, 1_440]) {
    it(`fits into ${width} px without scrolling sideways, and every control is 24 px or more`, async () => {
      const listener = await open('/listen/main', 'light', width);
      await listener.inState('ready');
      const { overhang, small } = await listener.page.evaluate(() => {
        const root = document.querySelector('ringcast-player')?.shadowRoot;
        const controls = [
          ...(root?.querySelectorAll('button, input, select') ?? []),
          ...document.querySelectorAll('button:not([hidden]), select'),
        ];
        const boxes = controls.map((control) => control.getBoundingClientRect());
        return {
          overhang: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          small: boxes.filter((box) => box.width < 24 || box.height < 24).length,
        };
      });
      expect({ overhang, small }).to.deep.equal({ overhang: 0, small: 0 });
    });
  }

  it('tells a screen reader that the station went off air, and nothing while all is well', async () => {
    const listener = await open('/listen/main', 'light');
    await listener.inState('ready');
    const told = listener.page.locator('ringcast-player [role=status]');
    await listener.play();
    expect(await told.textContent()).to.equal('');
    await stage.goOffAir();
    await listener.page
      .locator('ringcast-player [role=status]', { hasText: 'Off air. Playing starts by itself' })
      .waitFor({ state: 'attached' });
    await stage.goOnAir();
    await listener.inState('playing');
  });
});
