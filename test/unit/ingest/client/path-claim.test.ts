import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimPath } from '../../../../packages/ingest/src/client/path-claim.ts';

const MODULE = new URL('../../../../packages/ingest/src/client/path-claim.ts', import.meta.url).href;

describe('the claim of a path', () => {
  const path = join(tmpdir(), `claimed-${process.pid}`);

  it('is given once, and again when it was let go', async () => {
    const release = await claimPath(path);
    expect(release).to.be.a('function');
    expect(await claimPath(path)).to.equal(undefined);
    release?.();
    const second = await claimPath(path);
    expect(second).to.be.a('function');
    second?.();
  });

  it('is given to who asks in the moment in which it is let go', async () => {
    const release = await claimPath(path);
    const asked = claimPath(path);
    release?.();
    const second = await asked;
    expect(second).to.be.a('function');
    second?.();
  });

  it('ends with the process that had it, however that ends', async () => {
    const script = `const { claimPath } = await import(${JSON.stringify(MODULE)});
      await claimPath(${JSON.stringify(path)}); setInterval(() => {}, 1000); console.log('claimed');`;
    const words = ['--import', 'tsx', '--conditions=source', '--input-type=module', '--eval', script];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(await claimPath(path)).to.equal(undefined);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const release = await claimPath(path);
    expect(release).to.be.a('function');
    release?.();
  });
});
