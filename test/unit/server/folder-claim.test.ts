import { expect } from 'chai';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolders, FolderInUseError } from '../../../packages/server/src/folder-claim.ts';

describe('the claim of the folders of a server', () => {
  let folder: string;
  let warnings: string[];
  const logger = { warn: (_: object, message: string) => void warnings.push(message) };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-folders-'));
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is given to one at a time, and leaves nothing', async () => {
    const folders = {
      stateDir: join(folder, 'state'),
      segmentsDir: join(folder, 'segments'),
      store: undefined,
    };
    const release = await claimFolders(folders, logger);
    const refused = await claimFolders(folders, logger).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(FolderInUseError);
    release();
    (await claimFolders(folders, logger))();
    expect(await readdir(folder, { recursive: true })).to.have.members(['state', 'segments']);
    expect(warnings).to.deep.equal([]);
  });

  it('leaves the segments folder to all where stations are in Redis', async () => {
    const segmentsDir = join(folder, 'segments');
    const settings = { segmentsDir, store: 'redis://127.0.0.1' };
    const releases = [
      await claimFolders({ ...settings, stateDir: join(folder, 'one') }, logger),
      await claimFolders({ ...settings, stateDir: join(folder, 'two') }, logger),
    ];
    for (const release of releases) release();
  });

  it('keeps no server from starting where a folder cannot be claimed', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const stateDir = join(file, 'state');
    (await claimFolders({ stateDir, segmentsDir: join(folder, 'segments'), store: undefined }, logger))();
    expect(warnings).to.deep.equal(['it cannot be known whether another Ringcast uses this folder']);
  });
});
