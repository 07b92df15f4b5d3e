import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { RedisProcess } from '../helpers/redis-process.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { skipSuite } from '../helpers/skipped-suite.ts';
import { TinyDisk } from '../helpers/tiny-disk.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const DISK_BYTES = 16 * 1_024 * 1_024;

interface Readiness {
  readonly code: number;
  readonly status: string;
  readonly checks: Readonly<Record<string, string>>;
}

async function askFor(server: ServerProcess, path = '/readyz'): Promise<Readiness> {
  const response = await fetch(server.url(path));
  expect(response.headers.get('cache-control')).to.equal('no-store');
  return { code: response.status, ...((await response.json()) as Omit<Readiness, 'code'>) };
}

/** Asks until it is as wanted; the server looks once a second. */
async function awaitReadiness(
  server: ServerProcess,
  isWanted: (readiness: Readiness) => boolean,
): Promise<Readiness> {
  for (;;) {
    const readiness = await askFor(server);
    if (isWanted(readiness)) return readiness;
  }
}

describe('/readyz', function () {
  this.timeout(30_000);
  const ffmpeg = requireProgram('ffmpeg');
  const redis = requireProgram('redis');

  describe('of a server whose disk is full while somebody broadcasts', () => {
    let disk: TinyDisk;
    let server: ServerProcess;
    let source: WebSocketSource;

    before(async function () {
      disk = await TinyDisk.mount(DISK_BYTES).catch((cause: unknown) =>
        skipSuite(this, `no file system can be mounted here: ${String(cause).split('\n')[0]}`),
      );
      server = await ServerProcess.start({ folder: disk.folder });
      source = await WebSocketSource.start({ server, sound: numberedNoise });
    });
    after(async () => {
      await source?.stop();
      await server?.close();
      await disk?.unmount();
    });

    it('says that it is ready before, and what was looked at', async () => {
      const { code, status, checks } = await askFor(server);
      expect({ code, status }, JSON.stringify(checks)).to.deep.equal({ code: 200, status: 'ok' });
      expect(Object.keys(checks)).to.include.members([
        'ffmpeg',
        'stateDir',
        'segmentsDir',
        'journal',
        'encoders',
      ]);
    });

    it('says that it is not, and why, while the server lives', async () => {
      await disk.fill();
      const { code, checks } = await awaitReadiness(server, ({ checks: { journal } }) => journal !== 'ok');
      expect(code).to.equal(503);
      expect(checks['journal']).to.match(/waits in memory.*ENOSPC/);
      expect(checks['stateDir']).to.match(/has 0\.\d MB left.*make room/);
      expect(checks['ffmpeg']).to.equal('ok');
      expect((await askFor(server, '/healthz')).code).to.equal(200);
    });

    it('says that it is again once there is room', async () => {
      await disk.relieve();
      await awaitReadiness(server, ({ code }) => code === 200);
    });
  });

  describe('of a server for which Redis is gone', () => {
    let store: RedisProcess;
    let server: ServerProcess;

    before(async () => {
      store = await RedisProcess.start(redis.path);
      server = await ServerProcess.start({ settings: { RINGCAST_STORE: store.url } });
    });
    after(async () => {
      await server?.close();
      await store?.kill();
    });

    it('says that nothing comes from other machines, though it has nothing on air itself', async () => {
      expect((await askFor(server)).checks).to.have.property('store', 'ok');
      await store.kill();
      const { checks } = await awaitReadiness(server, ({ code }) => code === 503);
      expect(checks['store']).to.match(/^nothing new comes from the store: /);
      expect(checks['segments']).to.equal('ok');
    });
  });

  it('says that a server whose ffmpeg is gone is not ready', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-gone-'));
    const path = join(folder, 'ffmpeg');
    await symlink(ffmpeg.path, path);
    const server = await ServerProcess.start({ settings: { RINGCAST_FFMPEG: path } });
    await rm(folder, { recursive: true });
    const { code, checks } = await askFor(server);
    await server.close();
    expect(code).to.equal(503);
    expect(checks['ffmpeg']).to.equal(`${path} does not run (ENOENT)`);
  });
});
