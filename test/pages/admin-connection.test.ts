import { AdminStage } from '../helpers/admin-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { TcpRelay } from '../helpers/tcp-relay.ts';

describe('the connection of the administration page', function () {
  this.timeout(60_000);
  const chromium = requireProgram('chromium');
  requireProgram('ffmpeg');
  let stage: AdminStage;

  before(async () => {
    stage = await AdminStage.open({ chromiumPath: chromium.path });
  });
  after(() => stage?.close());
  afterEach(() => stage.clear());

  it('is said to be lost when nothing comes any more, though nobody closed it, and comes back', async () => {
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
