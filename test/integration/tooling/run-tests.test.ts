import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

const ROOT = join(import.meta.dirname, '../../..');
const REQUIRED_PROGRAM = join(ROOT, 'test/helpers/required-program.ts');

describe('setup/run-tests.mjs', () => {
  let folder: string;

  beforeEach(async () => {
    // Within the repository, so that a planted test finds its modules.
    const cache = join(ROOT, 'node_modules/.cache/ringcast');
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, 'planted-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function runPlanted(
    source: string,
    environment: Record<string, string> = {},
    wordsFor: (path: string) => string[] = (path) => [path],
  ): Promise<{ exitCode: number; output: string; lastLine: string | undefined }> {
    const path = join(folder, 'planted.test.ts');
    await writeFile(path, source);
    return new Promise((resolve) => {
      const env = { ...process.env, CI: '', ...environment };
      const runner = [join(ROOT, 'setup/run-tests.mjs'), ...wordsFor(path)];
      execFile(process.execPath, runner, { env }, (error, stdout) => {
        const exitCode = error ? Number(error.code) : 0;
        resolve({ exitCode, output: stdout, lastLine: stdout.trimEnd().split('\n').at(-1) });
      });
    });
  }

  it('ends with the count, and 0, where all pass', async () => {
    const { exitCode, lastLine } = await runPlanted("it('a', () => {}); it('b', () => {});");
    expect({ exitCode, lastLine }).to.deep.equal({ exitCode: 0, lastLine: '2 passed, 0 failed' });
  });

  it('runs what is in a folder', async () => {
    const { lastLine } = await runPlanted("it('a', () => {});", {}, (path) => [dirname(path)]);
    expect(lastLine).to.equal('1 passed, 0 failed');
  });

  it('takes the name of a folder for a word where one is looked for', async () => {
    const source = "it('makes segments', () => {}); it('b', () => {});";
    const { lastLine } = await runPlanted(source, {}, (path) => ['--grep', 'segments', path]);
    expect(lastLine).to.equal('1 passed, 0 failed');
  });

  it('ends with the count, and 1, where one fails', async () => {
    const { exitCode, lastLine } = await runPlanted(
      "it('a', () => {}); it('b', () => { throw new Error('no'); });",
    );
    expect({ exitCode, lastLine }).to.deep.equal({ exitCode: 1, lastLine: '1 passed, 1 failed' });
  });

  it('names again at the end what failed', async () => {
    const { output } = await runPlanted(
      "describe('a', () => { it('b', () => { throw new Error('no'); }); it('c', () => {}); });",
    );
    const [, again = ''] = output.split('What failed, again:');
    expect(again).to.include('planted.test.ts').and.include('a › b').and.include('Error: no');
  });

  it('counts one failed where a file does not load', async () => {
    const { exitCode, lastLine } = await runPlanted("import './missing.ts';");
    expect({ exitCode, lastLine }).to.deep.equal({ exitCode: 1, lastLine: '0 passed, 1 failed' });
  });

  it('counts what ran and one failed where a test ends the process', async () => {
    const { exitCode, lastLine } = await runPlanted("it('a', () => {}); it('b', () => process.exit(0));");
    expect({ exitCode, lastLine }).to.deep.equal({ exitCode: 1, lastLine: '1 passed, 1 failed' });
  });

  it('fails where something outlives the tests, and says what', async () => {
    const { exitCode, output, lastLine } = await runPlanted(
      "import { createServer } from 'node:net'; it('a', () => { createServer().listen(0, '127.0.0.1'); });",
    );
    expect(output).to.include('still open').and.include('TCPServerWrap');
    expect({ exitCode, lastLine }).to.deep.equal({ exitCode: 1, lastLine: '1 passed, 1 failed' });
  });

  const needsVlc = `import { requireProgram } from '${REQUIRED_PROGRAM}';
    describe('a player', () => { requireProgram('vlc'); it('plays', () => {}); it('stops', () => {}); });
    it('a', () => {});`;

  it('says why a test is skipped', async () => {
    const { exitCode, output, lastLine } = await runPlanted(needsVlc, { PATH: '/nowhere' });
    expect(output).to.include('2 skipped: vlc is not installed');
    expect({ exitCode, lastLine }).to.deep.equal({ exitCode: 0, lastLine: '1 passed, 0 failed, 2 skipped' });
  });

  it('fails with CI=true what would be skipped', async () => {
    const { exitCode, output, lastLine } = await runPlanted(needsVlc, { PATH: '/nowhere', CI: 'true' });
    expect(output).to.include('vlc is not installed, and with CI=true no test is skipped');
    expect({ exitCode, lastLine }).to.deep.equal({ exitCode: 1, lastLine: '1 passed, 1 failed' });
  });
});
