import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../../..');
const CONFIGURATION = [
  'knip.json',
  'package.json',
  'tsconfig.json',
  'packages/segmenter/package.json',
  'packages/segmenter/tsconfig.json',
];
const PLANTED = {
  'packages/segmenter/src/index.ts': "export { alive } from './alive.ts';",
  'packages/segmenter/src/alive.ts':
    "import 'koa';\nexport const alive = 1;\nexport const dead = 2;\nexport interface Dead {}",
  'packages/segmenter/src/orphan.ts': 'export {};',
  'test/unit/alive.test.ts': "import { alive } from '@ringcast/segmenter';\nconsole.log(alive);",
};

interface KnipIssue {
  readonly file: string;
  readonly files?: readonly { name: string }[];
  readonly exports?: readonly { name: string }[];
  readonly types?: readonly { name: string }[];
  readonly unlisted?: readonly { name: string }[];
  readonly dependencies?: readonly { name: string }[];
}

describe('the dead code finder', () => {
  let folder: string;
  let issues: readonly KnipIssue[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-knip-'));
    for (const path of [...CONFIGURATION, ...Object.keys(PLANTED)]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
    }
    for (const path of CONFIGURATION) await cp(join(ROOT, path), join(folder, path));
    for (const [path, source] of Object.entries(PLANTED)) await writeFile(join(folder, path), `${source}\n`);
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const knip = join(ROOT, 'node_modules/knip/bin/knip.js');
    const words = [knip, '--reporter=json', '--no-exit-code'];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder });
    issues = (JSON.parse(stdout) as { issues: KnipIssue[] }).issues;
  });

  after(() => rm(folder, { recursive: true }));

  function namesOf(kind: Exclude<keyof KnipIssue, 'file'>, file: string): string[] {
    return issues
      .filter((issue) => issue.file === file)
      .flatMap((issue) => (issue[kind] ?? []).map(({ name }) => name));
  }

  it('finds an export that nothing imports, and leaves the one that is used', () => {
    expect(namesOf('exports', 'packages/segmenter/src/alive.ts')).to.deep.equal(['dead']);
  });

  it('finds a type that nothing imports', () => {
    expect(namesOf('types', 'packages/segmenter/src/alive.ts')).to.deep.equal(['Dead']);
  });

  it('finds a file that nothing imports', () => {
    expect(namesOf('files', 'packages/segmenter/src/orphan.ts')).to.have.length(1);
  });

  it('finds a dependency that is used and not listed', () => {
    expect(namesOf('unlisted', 'packages/segmenter/src/alive.ts')).to.deep.equal(['koa']);
  });

  it('finds a dependency that is listed and not used', () => {
    expect(namesOf('dependencies', 'packages/segmenter/package.json')).to.include('chokidar');
  });
});
