import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../helpers/chromium.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

describe('the list of stations', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let server: ServerProcess;
  let browser: Browser;

  before(async () => {
    server = await ServerProcess.start({ settings: { RINGCAST_STATIONS: 'main,night-owl' } });
    browser = await launchChromium({ executablePath: chromium.path });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it('is empty when the last station was removed, and stays while the server cannot be reached', async () => {
    const page = await browser.newPage();
    await page.goto(server.url('/'));
    const links = page.getByRole('link');
    await links.nth(1).waitFor();
    await page.route('**/api/stations', (route) => route.abort(), { times: 1 });
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await links.allInnerTexts()).to.have.length(2);
    await page.route('**/api/stations', (route) => route.fulfill({ json: { stations: [] } }));
    await page.getByText('No station is set up on this server.').waitFor();
    expect(await links.allInnerTexts()).to.deep.equal([]);
  });
});
