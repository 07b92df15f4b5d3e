import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../helpers/free-port.ts';
import { startPlayer, type PlayerServer } from '../helpers/player-server.ts';
import { requireProgram } from '../helpers/required-program.ts';

const RULES = join(import.meta.dirname, '../../docker/edge/listener-tokens.conf');
const PART = 'aac-96/100.0.m4s';

/** As much as nginx needs to run the rules. */
function configurationOf(port: number, playerPort: number): string {
  return `
    worker_processes 1;
    pid nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      client_body_temp_path run; proxy_temp_path run; fastcgi_temp_path run; uwsgi_temp_path run; scgi_temp_path run;
      proxy_cache_path cache keys_zone=live:1m;
      upstream players { server 127.0.0.1:${playerPort}; }
      server { listen 127.0.0.1:${port}; include ${RULES}; }
    }`;
}

describe('listeners with tokens, through nginx', function () {
  this.timeout(20_000);
  const nginx = requireProgram('nginx');
  const good = new Set(['one', 'two']);
  let player: PlayerServer;
  let folder: string;
  let edge: ChildProcess;
  let url: string;

  before(async () => {
    player = await startPlayer({
      judgeListener: (_, token) => (token !== undefined && good.has(token) ? 'admitted' : 'token-wrong'),
    });
    player.builder.publishParts(3);
    folder = await mkdtemp(join(tmpdir(), 'ringcast-edge-'));
    // Its worker may be somebody else.
    await chmod(folder, 0o777);
    await mkdir(join(folder, 'run'));
    await chmod(join(folder, 'run'), 0o777);
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}`;
    await writeFile(join(folder, 'nginx.conf'), configurationOf(port, player.port));
    edge = spawn(nginx.path, ['-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'], { stdio: 'inherit' });
    while (!(await fetch(url).catch(() => undefined))) await new Promise(setImmediate);
  });
  after(async () => {
    edge?.kill('SIGTERM');
    if (edge) await once(edge, 'exit');
    await player?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  async function ask(path: string): Promise<{ status: number; cache: string | null; bytes: string }> {
    const answer = await fetch(`${url}${path}`);
    const bytes = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    return { status: answer.status, cache: answer.headers.get('x-cache'), bytes };
  }

  for (const path of ['master.m3u8', 'aac-96/live.m3u8', PART]) {
    it(`share ${path}`, async () => {
      const first = await ask(`/live/~one/main/${path}`);
      expect(first).to.include({ status: 200, cache: 'MISS' });
      expect(await ask(`/live/~two/main/${path}`)).to.deep.equal({ ...first, cache: 'HIT' });
    });
  }

  it('get nothing without a good one, though it is in the cache', async () => {
    expect((await ask(`/live/~one/main/${PART}`)).status).to.equal(200);
    for (const path of [`/live/main/${PART}`, `/live/~three/main/${PART}`, `/live/~one/~two/main/${PART}`])
      expect((await ask(path)).status, path).to.be.within(400, 499);
  });

  it('get nothing soon after its time is over', async () => {
    good.delete('two');
    while ((await ask(`/live/~two/main/${PART}`)).status === 200) await new Promise(setImmediate);
    expect((await ask(`/live/~two/main/${PART}`)).status).to.equal(403);
    expect((await ask(`/live/~one/main/${PART}`)).status).to.equal(200);
  });
});
