import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { findWithAxe } from '../helpers/axe-findings.ts';
import { CapturePage } from '../helpers/capture-page.ts';
import { CaptureStage } from '../helpers/capture-stage.ts';
import { launchChromium } from '../helpers/chromium.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('capture page for everybody', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  let browser: Browser;
  let stage: CaptureStage;
  let capture: CapturePage;

  before(async () => {
    browser = await launchChromium({ executablePath: chromium.path });
    stage = new CaptureStage();
    await stage.listen();
  });
  after(async () => {
    await browser.close();
    await stage.goDown();
  });
  afterEach(() => capture.close());

  async function open(options: Parameters<Browser['newContext']>[0]): Promise<void> {
    const context = await browser.newContext({ bypassCSP: true, ...options });
    const page = await context.newPage();
    await page.goto(`${stage.origin}/broadcast/main#key=${stage.key}`);
    capture = new CapturePage(page);
  }

  async function openMixer(): Promise<void> {
    const { page } = capture;
    await page.getByRole('button', { name: 'Microphone or line-in' }).click();
    await page.getByRole('group', { name: 'Input 2', exact: true }).waitFor();
    await page.locator('input[type=file]').setInputFiles({
      name: 'A song.wav',
      mimeType: 'audio/wav',
      buffer: Buffer.alloc(100),
    });
    await page.getByText('Settings of Microphone').click();
    await page.getByRole('table').waitFor();
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is without findings in ${colorScheme} colours: ready, with a mixer, on air`, async () => {
      await open({ colorScheme });
      await capture.untilSays('kHz');
      expect(await findWithAxe(capture.page), 'ready').to.deep.equal([]);
      await openMixer();
      expect(await findWithAxe(capture.page), 'mixer').to.deep.equal([]);
      await capture.goLive();
      await capture.untilState('live');
      expect(await findWithAxe(capture.page), 'on air').to.deep.equal([]);
    });
  }

  for (const width of [320, 768, 1_440]) {
    it(`fits into ${width} px without scrolling sideways, and every control is 24 px or more`, async () => {
      await open({ viewport: { width, height: 800 } });
      await openMixer();
      const { overhang, small } = await capture.page.evaluate(() => {
        const controls = [...document.querySelectorAll('button, select, label.quiet, input[type=range]')];
        const boxes = controls.map((control) => control.getBoundingClientRect());
        return {
          overhang: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          small: boxes.filter((box) => box.width < 24 || box.height < 24).length,
        };
      });
      expect({ overhang, small }).to.deep.equal({ overhang: 0, small: 0 });
    });
  }

  it('keeps every control at its place when something is noted', async () => {
    await open({ viewport: { width: 768, height: 1_600 } });
    await capture.untilSays('kHz');
    const button = capture.page.getByRole('button', { name: 'Microphone or line-in' });
    const before = await button.boundingBox();
    // Chromium's own microphone beeps at full scale.
    await capture.untilSays('Too loud');
    expect(await button.boundingBox()).to.deep.equal(before);
  });

  it('is reached by keyboard in the order in which it is seen, and mixes by it', async () => {
    await open({});
    await openMixer();
    const { page } = capture;
    const gain = page.getByRole('group', { name: 'Input 2', exact: true }).getByLabel('Gain');
    await gain.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await gain.inputValue()).to.equal('-1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    const mute = page
      .getByRole('group', { name: 'Input 2', exact: true })
      .getByRole('button', { name: 'Mute' });
    expect(await mute.getAttribute('aria-pressed')).to.equal('true');
  });

  it("speaks the browser's language, and the one that is chosen from then on", async () => {
    await open({ locale: 'de-AT' });
    await capture.untilSays('Bereit');
    await capture.page.getByLabel('Sprache').selectOption('zh-Hant');
    await capture.untilSays('就緒');
    expect(await capture.page.evaluate(() => document.documentElement.lang)).to.equal('zh-Hant');
    await capture.page.reload();
    await capture.untilSays('就緒');
  });
});
