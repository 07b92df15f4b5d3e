import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const RINGCAST = join(import.meta.dirname, '../../packages/server/bin/ringcast.mjs');

describe('ringcast certificate', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');
  requireProgram('mkcert');
  let folder: string;
  let server: ServerProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-certificate-'));
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  it('makes one for a studio network, which the server speaks TLS with', async () => {
    const { code, output } = await certificate(['localhost', 'studio.local', '192.168.1.5']);
    expect(code, output).to.equal(0);
    const files = { cert: join(folder, 'state/tls/certificate.pem'), key: join(folder, 'state/tls/key.pem') };
    expect(output).to.contain(`tlsCert: ${files.cert}\n`).and.contain(`tlsKey: ${files.key}\n`);
    expect(output).to.contain('Certificate Trust Settings');
    expect((await stat(files.key)).mode & 0o077).to.equal(0);
    const settings = { RINGCAST_TLS_CERT: files.cert, RINGCAST_TLS_KEY: files.key };
    server = await ServerProcess.start({ settings });
    const ca = await readFile(join(folder, 'authority/rootCA.pem'));
    const request = get({
      port: server.port,
      path: '/healthz',
      ca,
      servername: 'studio.local',
      agent: false,
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).to.equal(200);
  });

  it('says how to get mkcert where it is not there', async () => {
    const { code, output } = await certificate([], { PATH: '/nonexistent' });
    expect(code).to.equal(1);
    expect(output).to.match(/mkcert is not there.*apt-get install mkcert/);
  });

  function certificate(
    names: readonly string[],
    settings: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; output: string }> {
    const env = {
      ...process.env,
      RINGCAST_STATE_DIR: join(folder, 'state'),
      CAROOT: join(folder, 'authority'),
      ...settings,
    };
    return new Promise((resolve) => {
      execFile(process.execPath, [RINGCAST, 'certificate', ...names], { env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      });
    });
  }
});
