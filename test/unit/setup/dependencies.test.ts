import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { areDependenciesInstalled } from '../../../setup/dependencies.mjs';

interface LockedPackage {
  readonly version?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
type LockedPackages = Readonly<Record<string, LockedPackage>>;

const ROOT_PACKAGE = { '': { version: '0.1.0' } };

describe('areDependenciesInstalled', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-dependencies-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function plant(wanted: LockedPackages, installed?: LockedPackages): Promise<void> {
    const lock = JSON.stringify({ packages: { ...ROOT_PACKAGE, ...wanted } });
    await writeFile(join(folder, 'package-lock.json'), lock);
    if (installed === undefined) return;
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  }

  const koa = { 'node_modules/koa': { version: '3.3.0' } };
  const optional = { 'node_modules/ffmpeg-static': { version: '5.3.0', optional: true } };

  for (const [what, wanted, installed, expected] of [
    ['there is no node_modules', koa, undefined, false],
    ['all are there', koa, koa, true],
    ['one is missing', koa, {}, false],
    ['one is of another version', koa, { 'node_modules/koa': { version: '3.2.0' } }, false],
    ['one is there that the lock file does not know', {}, koa, false],
    ['an optional one is missing', { ...koa, ...optional }, koa, true],
    [
      'an optional one is of another version',
      optional,
      { 'node_modules/ffmpeg-static': { version: '5.2.0' } },
      false,
    ],
  ] as const) {
    it(`is ${expected} where ${what}`, async () => {
      await plant(wanted, installed);
      expect(areDependenciesInstalled(folder)).to.equal(expected);
    });
  }
});

describe('package-lock.json', () => {
  // npm leaves out packages for other platforms that the registry in use lacks, and `npm ci` then refuses the lock file.
  it('has an entry for every optional dependency', async () => {
    const path = join(import.meta.dirname, '../../../package-lock.json');
    const { packages } = JSON.parse(await readFile(path, 'utf8')) as { packages: LockedPackages };
    const missing = Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${parent}/node_modules/${name}`],
      ),
    );
    expect(missing).to.deep.equal([]);
  });
});
