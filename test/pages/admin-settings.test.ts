import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { AdminStage } from '../helpers/admin-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

/** What holds for this station alone, and for all. */
const SETTINGS = `latency: low
stations:
  main: { latency: ultra }
`;

describe('the settings of a station on the administration page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: AdminStage;

  before(async () => {
    stage = await AdminStage.open({ chromiumPath: chromium.path, yaml: SETTINGS });
  });
  after(() => stage?.close());
  afterEach(() => stage.clear());

  async function openSettings(page: Page, station: string): Promise<void> {
    await page.getByRole('button', { name: `Settings: ${station}` }).click();
    await page.getByRole('heading', { name: `Settings of ${station}` }).waitFor();
  }

  /** Resolves when the page shows what the server knows by now. */
  async function awaitNews(page: Page, station: string): Promise<void> {
    await stage.ask('POST', 'stations', { name: station });
    await page.locator('article', { hasText: station }).waitFor();
  }

  it('stay as they are being entered, whatever somebody else saves meanwhile', async () => {
    await stage.ask('POST', 'stations', { name: 'shared', settings: { latency: 'relaxed' } });
    const page = await stage.openPage();
    await openSettings(page, 'shared');
    const delay = page.getByLabel('Kept behind the broadcaster');
    await delay.fill('800');
    await stage.ask('PATCH', 'stations/shared', { delayMs: 5_000, latency: 'ultra' });
    await awaitNews(page, 'sign-of-news');
    expect(await delay.inputValue()).to.equal('800');
    expect(await page.getByLabel('Delay profile').inputValue()).to.equal('relaxed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // What was not touched here is the other's.
    expect(await stage.ask('GET', 'stations/shared')).to.deep.include({
      settings: { delayMs: 800, latency: 'ultra' },
    });
  });

  it('go back to what the settings file says of the station, which is named', async () => {
    await stage.ask('PATCH', 'stations/main', { latency: 'relaxed' });
    const page = await stage.openPage();
    const latency = page.getByRole('combobox', { name: 'Delay profile' });
    await openSettings(page, 'main');
    expect(await latency.inputValue()).to.equal('relaxed');
    await latency.selectOption("ultra, about 0.5 s (as in the server's settings)");
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await awaitNews(page, 'sign-of-fallback');
    await openSettings(page, 'main');
    expect(await latency.inputValue()).to.equal('');
    expect(await stage.ask('GET', 'stations/main')).to.have.nested.property('effective.latency', 'ultra');
  });

  it('close when the station is removed by somebody else, and the page says so', async () => {
    await stage.ask('POST', 'stations', { name: 'short-lived' });
    const page = await stage.openPage();
    await openSettings(page, 'short-lived');
    await stage.ask('DELETE', 'stations/short-lived');
    await page.getByRole('alert').filter({ hasText: 'There is no station short-lived any more.' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await openSettings(page, 'main');
  });

  it('leave nothing behind when the key is refused while they are open', async () => {
    const page = await stage.openPage();
    await openSettings(page, 'main');
    await stage.restart('another-key-of-the-administration');
    await page.getByLabel('Admin key').fill('another-key-of-the-administration');
    await page.keyboard.press('Enter');
    await page.getByText('Connected').waitFor();
    await page.getByLabel('New station').fill('main');
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'There is a station "main" already.' }).waitFor();
    await stage.restart();
  });
});
