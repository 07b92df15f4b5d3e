import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const RINGCAST = join(import.meta.dirname, '../../packages/server/bin/ringcast.mjs');

describe('the ringcast command', () => {
  it('prints its version', async () => {
    const { stdout } = await ringcast(['--version']);
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('prints a help that names its commands', async () => {
    const { code, stdout } = await ringcast(['--help']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^ {2}start .*run the server/m);
  });

  for (const { what, words, message } of [
    { what: 'a command', words: ['strat'], message: /unknown command 'strat'\n.*start/s },
    { what: 'an option', words: ['start', '--prot', '80'], message: /unknown option '--prot'/ },
  ]) {
    it(`ends with 2 for ${what} that there is not, and names it`, async () => {
      const { code, stderr } = await ringcast(words);
      expect(code).to.equal(2);
      expect(stderr).to.match(message);
    });
  }

  it('ends with 1 where the server cannot start, and says why', async () => {
    const { code, stderr } = await ringcast(['start'], { PORT: 'none' });
    expect(code).to.equal(1);
    expect(stderr).to.contain('Ringcast cannot start. PORT');
  });
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function ringcast(words: readonly string[], settings: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const env = { ...process.env, ...settings };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [RINGCAST, ...words], { env })) };
  } catch (error) {
    return error as Outcome;
  }
}
