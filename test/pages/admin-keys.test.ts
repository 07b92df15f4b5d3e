import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { StreamKey } from '../../packages/server/browser/feed/station-state.ts';
import { AdminStage } from '../helpers/admin-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';

describe('the stream keys on the administration page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: AdminStage;

  before(async () => {
    stage = await AdminStage.open({ chromiumPath: chromium.path });
  });
  after(() => stage?.close());
  afterEach(() => stage.clear());

  /** Opens the page with a station chosen for a key, which stands behind another. */
  async function openWithChoice(station: string): Promise<Page> {
    for (const name of [`before-${station}`, station]) await stage.ask('POST', 'stations', { name });
    const page = await stage.openPage();
    await page.getByLabel('Whose it is').fill('Anna');
    await page.getByRole('combobox', { name: 'Station' }).selectOption(station);
    return page;
  }

  async function removeStation(page: Page, station: string): Promise<void> {
    await stage.ask('DELETE', `stations/${station}`);
    await page.getByRole('heading', { name: station, exact: true }).waitFor({ state: 'detached' });
  }

  async function keys(): Promise<StreamKey[]> {
    return ((await stage.ask('GET', 'keys')) as { keys: StreamKey[] }).keys;
  }

  it('are made for the station that was chosen, though one before it was removed meanwhile', async () => {
    const page = await openWithChoice('chosen');
    await removeStation(page, 'before-chosen');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText('The key of Anna.').waitFor();
    expect((await keys()).map(({ station }) => station)).to.deep.equal(['chosen']);
  });

  it('are not made where the station that was chosen was removed meanwhile', async () => {
    const page = await openWithChoice('gone');
    const before = await keys();
    await removeStation(page, 'gone');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const station = page.getByRole('combobox', { name: 'Station' });
    expect(await station.evaluate((field) => field.matches(':invalid:focus'))).to.equal(true);
    expect(await keys()).to.deep.equal(before);
    await station.selectOption('all stations');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText('The key of Anna.').waitFor();
  });

  it('leave the keyboard at their heading when one is revoked, not at the next one’s button', async () => {
    for (const label of ['Bert', 'Cleo']) await stage.ask('POST', 'keys', { label });
    const page = await stage.openPage();
    await page.getByRole('button', { name: 'Revoke the key of Bert' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Revoke the key of Bert' }).waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).to.equal('Stream keys');
  });

  it('that others made meanwhile are there when the connection is back', async () => {
    const page = await stage.openPage();
    await stage.restart();
    await stage.ask('POST', 'keys', { label: 'Dora' });
    await page.getByRole('button', { name: 'Revoke the key of Dora' }).waitFor();
  });

  it('are not to be read any more once they are revoked', async () => {
    const page = await stage.openPage();
    await page.getByLabel('Whose it is').fill('Emil');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText('The key of Emil.').waitFor();
    await page.getByRole('button', { name: 'Revoke the key of Emil' }).click();
    await page.getByText('The key of Emil.').waitFor({ state: 'detached' });
  });

  it('are not said to be none where they could not be read', async () => {
    await writeFile(join(stage.server.folder, 'state/keys/00000000.json'), 'spoilt');
    const page = await stage.openPage();
    await page.getByRole('alert').filter({ hasText: 'The list did not come:' }).waitFor();
    expect(await page.getByText('None was made.').count()).to.equal(0);
  });
});
