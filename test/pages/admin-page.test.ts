import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { ADMIN_KEY, AdminStage } from '../helpers/admin-stage.ts';
import { findWithAxe } from '../helpers/axe-findings.ts';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

describe('the administration page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: AdminStage;
  let source: WebSocketSource;

  before(async () => {
    stage = await AdminStage.open({ chromiumPath: chromium.path });
    source = await WebSocketSource.start({ server: stage.server, sound: numberedNoise });
  });
  after(() => stage?.close());
  afterEach(() => stage.clear());

  /** The figures of a card, by their names. */
  function figureOf(page: Page, name: string) {
    return page.locator('article dl div', { hasText: name }).locator('dd').first();
  }

  /** How much wider what is in it is, in px. */
  async function overhangOf(box: Locator): Promise<number> {
    return box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  }

  /** What of a station's settings the page sends. */
  async function changeSentBy(page: Page, act: () => Promise<void>): Promise<unknown> {
    const sent = page.waitForRequest((request) => request.method() === 'PATCH');
    await act();
    return (await sent).postDataJSON();
  }

  it('opens by the link that the server prints, and leaves no key in the address', async () => {
    const page = await stage.openPage();
    expect(page.url()).to.equal(stage.server.url('/admin'));
    expect(stage.server.greeting).to.include(new URL(stage.linkOf()).hash);
    await page.reload();
    await page.getByText('Connected').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Admin key').fill('another-key');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'This is not the admin key' }).waitFor();
    await page.getByLabel('Admin key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await page.getByText('Connected').waitFor();
  });

  it('shows a station live: level, picture of the window, loudness, uplink, what happened', async () => {
    const page = await stage.openPage();
    await page.locator('article[data-state=onAir]').waitFor();
    await page.getByRole('img', { name: /The last 19 seconds of main: .*segments \d+ to \d+/ }).waitFor();
    await figureOf(page, 'Loudness')
      .filter({ hasText: /^−?\d+\.\d LUFS now/ })
      .waitFor();
    await figureOf(page, 'Uplink')
      .filter({ hasText: /^1[45]\d\d kbit\/s/ })
      .waitFor();
    await page.getByRole('log').getByText('on air').waitFor();
    const isDrawn = await page.locator('canvas.window').evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const sheet = (canvas as HTMLCanvasElement).getContext('2d');
      return sheet?.getImageData(0, 0, width, height).data.some((value) => value > 0);
    });
    expect(isDrawn).to.equal(true);
    await page.locator('#listeners-plot .uplot').waitFor();
    await page.locator('#latency-plot .uplot').waitFor();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is without findings of axe in ${colorScheme} colours, and fits into 320 px`, async () => {
      const page = await stage.openPage({ colorScheme, viewport: { width: 320, height: 800 } });
      await page.locator('article[data-state=onAir]').waitFor();
      expect(await findWithAxe(page)).to.deep.equal([]);
      expect(await overhangOf(page.locator('html'))).to.equal(0);
      await page.getByRole('button', { name: 'Settings: main' }).click();
      await page.getByRole('heading', { name: 'Settings of main' }).waitFor();
      expect(await findWithAxe(page)).to.deep.equal([]);
      await page.goto(stage.server.url('/api/docs'));
      await page.getByRole('heading', { name: 'Administration' }).waitFor();
      expect(await findWithAxe(page)).to.deep.equal([]);
    });
  }

  it('fits into 320 px with names as long as they may be, settings included', async () => {
    const station = 'a-name-'.repeat(9);
    await stage.ask('POST', 'stations', { name: station });
    await stage.ask('POST', 'keys', { label: 'n'.repeat(100), station });
    const page = await stage.openPage({ viewport: { width: 320, height: 800 } });
    await page.getByText('Revoke').waitFor();
    expect(await overhangOf(page.locator('html'))).to.equal(0);
    await page.getByRole('button', { name: `Settings: ${station}` }).click();
    expect(await overhangOf(page.getByRole('dialog'))).to.equal(0);
    await stage.ask('DELETE', `stations/${station}`);
    const { keys } = (await stage.ask('GET', 'keys')) as { keys: { id: string }[] };
    for (const { id } of keys) await stage.ask('DELETE', `keys/${id}`);
  });

  it('makes a station, changes it by keyboard alone, and removes it', async () => {
    const page = await stage.openPage();
    await page.getByLabel('New station').fill('pop-up');
    await page.keyboard.press('Enter');
    await page.locator('article', { hasText: 'pop-up' }).waitFor();
    const button = page.getByRole('button', { name: 'Settings: pop-up' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Kept behind the broadcaster').fill('800');
    expect(await changeSentBy(page, () => page.keyboard.press('Enter'))).to.deep.equal({ delayMs: 800 });
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const report = await stage.ask('GET', 'stations/pop-up');
    expect(report).to.deep.include({ settings: { delayMs: 800 } });
    await button.click();
    await page.getByRole('combobox', { name: 'Recording' }).selectOption('true');
    const save = page.getByRole('button', { name: 'Save' });
    expect(await changeSentBy(page, () => save.click())).to.deep.equal({ record: true });
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await button.click();
    await page.getByLabel('Renditions').fill('mp3');
    await save.click();
    await page.getByRole('alert').filter({ hasText: 'expected aac-KBITS' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Remove: pop-up' }).click();
    await page.locator('article', { hasText: 'pop-up' }).waitFor({ state: 'detached' });
  });

  it('makes a key, which broadcasts, and revokes it', async () => {
    const page = await stage.openPage();
    await page.getByLabel('Whose it is').fill('Anna');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const link = await page
      .getByRole('link', { name: 'Opens the capture page with it' })
      .getAttribute('href');
    expect(link).to.match(/^\/broadcast\/main#key=[\w.%-]+$/);
    await page.getByRole('button', { name: 'Revoke the key of Anna' }).click();
    await page.getByText('None was made.').waitFor();
  });

  it('says why a key is not made, for as long as it is so', async () => {
    const page = await stage.openPage();
    await page.getByLabel('Whose it is').fill('  ');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const fault = page.getByRole('alert').filter({ hasText: 'label' });
    await fault.waitFor();
    await page.waitForTimeout(500);
    expect(await fault.count()).to.equal(1);
  });

  it('speaks German and Traditional Chinese', async () => {
    const page = await stage.openPage({ locale: 'en' });
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Sendeschlüssel' }).waitFor();
    await page.getByLabel('Sprache').selectOption('zh-Hant');
    await page.getByRole('heading', { name: '廣播金鑰' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).to.equal('zh-Hant');
  });

  it('ends a broadcast, and says so without touching what it said before', async () => {
    const page = await stage.openPage();
    const lines = page.getByRole('log').getByRole('listitem');
    const newest = await lines.first().elementHandle();
    const said = await newest?.textContent();
    await page.getByRole('button', { name: 'Stop broadcast: main' }).click();
    await source.closed;
    await page.locator('article[data-state=offAir]').waitFor();
    await lines.filter({ hasText: 'off air' }).waitFor();
    expect(await newest?.textContent()).to.equal(said);
    expect(await page.locator(':focus').textContent()).to.equal('main');
  });
});
