import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPath } from '../../../packages/ingest/src/path-claim.ts';

const MODULE = new URL('../../../packages/ingest/src/path-claim.ts', import.meta.url).href;

describe('the claim of a path', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-claim-'));
    path = join(folder, 'claimed');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is given once, and again when it was let go', async () => {
    const claim = await claimPath(path);
    expect(claim?.isBeside).to.equal(true);
    expect(await claimPath(path)).to.equal(undefined);
    claim?.release();
    const second = await claimPath(path);
    expect(second).to.have.property('release');
    second?.release();
  });

  it('is given to who asks in the moment in which it is let go', async () => {
    const claim = await claimPath(path);
    const asked = claimPath(path);
    claim?.release();
    const second = await asked;
    expect(second).to.have.property('release');
    second?.release();
  });

  it('ends with the process that had it, however that ends', async () => {
    const child = await claimElsewhere(path);
    expect(await claimPath(path)).to.equal(undefined);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const claim = await claimPath(path);
    expect(claim?.isBeside).to.equal(true);
    claim?.release();
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('holds between processes whose temporary files lie in different folders', async () => {
    const child = await claimElsewhere(path, { TMPDIR: folder });
    expect(await claimPath(path)).to.equal(undefined);
    child.kill();
    await once(child, 'exit');
  });

  for (const { what, name } of [
    { what: 'a path that is too long for a socket beside it', name: join('x'.repeat(120), 'kept') },
    { what: 'a folder that holds no sockets', name: join('not-there', 'kept') },
  ]) {
    it(`is given for ${what}`, async () => {
      await mkdir(join(folder, 'x'.repeat(120)));
      const child = await claimElsewhere(join(folder, name), { TMPDIR: folder });
      expect(await claimPath(join(folder, name))).to.equal(undefined);
      child.kill();
      await once(child, 'exit');
      const claim = await claimPath(join(folder, name));
      expect(claim).to.have.property('release');
      claim?.release();
    });
  }
});

/** A process that has claimed a path. */
async function claimElsewhere(path: string, environment: NodeJS.ProcessEnv = {}) {
  const script = `const { claimPath } = await import(${JSON.stringify(MODULE)});
    await claimPath(${JSON.stringify(path)}); setInterval(() => {}, 1000); console.log('claimed');`;
  const words = ['--import', 'tsx', '--conditions=source', '--input-type=module', '--eval', script];
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
