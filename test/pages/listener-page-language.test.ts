import { expect } from 'chai';
import { type ListenerPage, ListenerStage } from '../helpers/listener-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('the language of the listener page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  let stage: ListenerStage;
  let listener: ListenerPage;

  before(async () => {
    stage = await ListenerStage.open({ executablePath: chromium.path });
  });
  beforeEach(async () => {
    listener = await stage.openPage();
    await listener.inState('offAir');
  });
  afterEach(() => listener?.page.context().close());
  after(() => stage?.close());

  async function spoken(): Promise<string[]> {
    const badge = await listener.badge.innerText();
    const lang = await listener.page.evaluate(() => document.documentElement.lang);
    return [lang, badge];
  }

  it('is the one the reader chooses, and stays so at the next visit', async () => {
    expect(await spoken()).to.deep.equal(['en', 'Off air']);
    await listener.page.getByLabel('Language').selectOption('de');
    await listener.page.getByLabel('Sprache').waitFor();
    expect(await spoken()).to.deep.equal(['de', 'Sendepause']);
    await listener.page.reload();
    await listener.inState('offAir');
    expect(await spoken()).to.deep.equal(['de', 'Sendepause']);
    await listener.page.getByLabel('Sprache').selectOption('zh-Hant');
    await listener.page.getByLabel('語言').waitFor();
    expect(await spoken()).to.deep.equal(['zh-Hant', '未播出']);
  });

  const rows: [string, string, string][] = [
    ['de-CH', 'de', 'Sendepause'],
    ['zh-TW', 'zh-Hant', '未播出'],
    ['fr-FR', 'en', 'Off air'],
  ];
  for (const [locale, lang, badge] of rows) {
    it(`is ${lang} in a browser whose language is ${locale}`, async () => {
      await listener.page.context().close();
      const context = await stage.browser.newContext({ locale });
      const page = await context.newPage();
      await page.goto(stage.server.url('/embed/main'));
      await page.locator('ringcast-player .player[data-state=offAir]').waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).to.equal(lang);
      expect(await page.locator('ringcast-player .badge').innerText()).to.equal(badge);
      await context.close();
    });
  }

  it('is that of the text around the player, where that has one', async () => {
    await listener.page.evaluate(() => document.querySelector('ringcast-player')?.setAttribute('lang', 'de'));
    await listener.page.locator('ringcast-player .badge', { hasText: 'Sendepause' }).waitFor();
    expect(await listener.page.evaluate(() => document.documentElement.lang)).to.equal('en');
  });
});
