import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { StationReport } from '../../packages/server/src/administration/station-report.ts';
import { DescribedApi } from '../helpers/described-api.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const ADMIN_KEY = 'key-of-the-administration';
const SETTINGS = `adminKey: ${ADMIN_KEY}
stations:
  members: { listen: token, streamKey: key-of-the-members, delayMs: 500 }
  open:
`;

describe('the administration of stations of ringcast.yaml', function () {
  this.timeout(20_000);
  requireProgram('ffmpeg');
  let folder: string;
  let server: ServerProcess;
  let api: DescribedApi;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-settings-'));
    await writeFile(join(folder, 'ringcast.yaml'), SETTINGS);
    server = await ServerProcess.start({ folder });
    api = await DescribedApi.read((path) => server.url(path), `Bearer ${ADMIN_KEY}`);
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function report(station: string): Promise<StationReport> {
    const { body } = await api.ask({ method: 'GET', path: `/api/admin/stations/${station}` });
    return body as StationReport;
  }

  it('says who may listen', async () => {
    expect((await report('members')).access).to.equal('token');
    expect((await report('open')).access).to.equal('public');
  });

  it('gives settings as they may be given back', async () => {
    const { settings } = await report('members');
    expect(settings).to.deep.equal({ delayMs: 500 });
    const path = '/api/admin/stations/members';
    const { status, body } = await api.ask({ method: 'PATCH', path, body: { ...settings, delayMs: 800 } });
    expect(status).to.equal(200);
    expect((body as StationReport).settings).to.deep.equal({ delayMs: 800 });
    expect((await report('members')).access).to.equal('token');
  });
});
