import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { PLANTED_INNOCENTS, PLANTED_VIOLATIONS } from './planted-violations.ts';

const ROOT = join(import.meta.dirname, '../../..');
describe('the linter', () => {
  let folder: string;
  let rulesByPath: Map<string, readonly string[]>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-lint-'));
    const files = [...PLANTED_VIOLATIONS, ...PLANTED_INNOCENTS];
    for (const path of ['.oxlintrc.json', ...projectsUnder('tsconfig.json')]) {
      await cp(join(ROOT, path), join(folder, path));
    }
    for (const { path, source } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${source}\n`);
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    rulesByPath = await lint(folder);
  });

  after(() => rm(folder, { recursive: true }));

  for (const { path, source, rule } of PLANTED_VIOLATIONS) {
    it(`says ${rule} to ${path}: ${source.slice(0, 60).split('\n')[0]}`, () => {
      expect(rulesByPath.get(path) ?? []).to.include(rule);
    });
  }

  for (const { path } of PLANTED_INNOCENTS) {
    it(`lets ${path} through its doors`, () => {
      const rules = (rulesByPath.get(path) ?? []).filter((rule) => rule.startsWith('eslint(no-restricted'));
      expect(rules).to.deep.equal([]);
    });
  }
});

/** A TypeScript project and all that it refers to, relative to the root. */
function projectsUnder(path: string): string[] {
  const { references = [] } = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as {
    references?: readonly { path: string }[];
  };
  const paths = references.flatMap((to) => projectsUnder(join(dirname(path), to.path, 'tsconfig.json')));
  return [...new Set([path, ...paths])];
}

/** Which rules the linter finds broken in which file, run as `npm run lint` does. */
async function lint(folder: string): Promise<Map<string, readonly string[]>> {
  const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint');
  const output = await new Promise<string>((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: 2 ** 26 };
    execFile(
      process.execPath,
      [oxlint, '--format=json', 'packages', 'test', 'bench'],
      options,
      (error, stdout, stderr) => {
        // It found something: exit code 1.
        if (error && error.code !== 1) reject(new Error(stderr || stdout, { cause: error }));
        else resolve(stdout);
      },
    );
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: { filename: string; code?: string }[] };
  const rulesByPath = new Map<string, string[]>();
  for (const { filename, code = '' } of diagnostics) {
    rulesByPath.set(filename, [...(rulesByPath.get(filename) ?? []), code]);
  }
  return rulesByPath;
}
