import { expect } from 'chai';
import { runRingcast } from '../helpers/ringcast-command.ts';

describe('the ringcast command', () => {
  it('prints its version', async () => {
    const { stdout } = await runRingcast(['--version']);
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('prints a help that names its commands', async () => {
    const { code, stdout } = await runRingcast(['--help']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^ {2}start .*run the server/m);
  });

  for (const { what, words, message } of [
    { what: 'a command', words: ['strat'], message: /unknown command 'strat'\n.*start/s },
    { what: 'an option', words: ['start', '--prot', '80'], message: /unknown option '--prot'/ },
  ]) {
    it(`ends with 2 for ${what} that there is not, and names it`, async () => {
      const { code, stderr } = await runRingcast(words);
      expect(code).to.equal(2);
      expect(stderr).to.match(message);
    });
  }

  it('ends with 1 where the server cannot start, and says why', async () => {
    const { code, stderr } = await runRingcast(['start'], { PORT: 'none' });
    expect(code).to.equal(1);
    expect(stderr).to.contain('Ringcast cannot start. PORT');
  });
});
