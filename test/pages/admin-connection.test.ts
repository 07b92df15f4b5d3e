import { expect } from 'chai';
import { ADMIN_KEY, AdminStage } from '../helpers/admin-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { TcpRelay } from '../helpers/tcp-relay.ts';

describe('whoever is at the administration page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: AdminStage;

  before(async () => {
    stage = await AdminStage.open({ chromiumPath: chromium.path });
  });
  after(() => stage?.close());
  afterEach(() => stage.clear());

  it('is let in by the link that the server prints, though the page is open in that tab', async () => {
    const page = await stage.newPage();
    await page.goto(stage.server.url('/admin'));
    await page.getByLabel('Admin key').waitFor();
    await page.goto(stage.linkOf());
    await page.getByText('Connected').waitFor();
    expect(page.url()).to.equal(stage.server.url('/admin'));
    await page.goto(stage.linkOf('another-key'));
    await page.getByRole('alert').filter({ hasText: 'This is not the admin key' }).waitFor();
    expect(page.url()).to.equal(stage.server.url('/admin'));
  });

  it('is let in where the browser forbids the page to keep anything', async () => {
    const page = await stage.newPage();
    await page.addInitScript(() => {
      Object.defineProperty(window, 'sessionStorage', {
        get() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      });
    });
    await page.goto(stage.linkOf());
    await page.getByText('Connected').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Admin key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await page.getByText('Connected').waitFor();
  });

  it('is told that the server does not answer when nothing comes any more, though nobody closed the connection', async () => {
    const relay = await TcpRelay.open(stage.server.port);
    try {
      const page = await stage.openPage({ host: relay.host });
      relay.stall();
      await page.getByText('The server does not answer.').waitFor({ timeout: 10_000 });
      relay.restore();
      await page.getByText('Connected').waitFor();
    } finally {
      await relay.close();
    }
  });
});
