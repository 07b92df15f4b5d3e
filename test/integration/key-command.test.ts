import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runRingcast, type CommandOutcome } from '../helpers/ringcast-command.ts';

describe('ringcast key', function () {
  this.timeout(20_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-key-'));
  });
  after(() => rm(folder, { recursive: true }));

  function key(...words: string[]): Promise<CommandOutcome> {
    const settings = { RINGCAST_STATE_DIR: folder, RINGCAST_PUBLIC_URL: 'https://radio.example' };
    return runRingcast(['key', ...words], settings);
  }

  it('makes a key that a script can take, and a link that a person can', async () => {
    const { stdout, stderr } = await key('make', 'Anna', '--station', 'main');
    expect(stdout).to.match(/^[0-9a-f]{8}\.[\w-]{32}\n$/);
    expect(stderr).to.include(`https://radio.example/broadcast/main#key=${stdout.trim()}\n`);
  });

  it('lists keys without telling them, and revokes one by its id', async () => {
    const made = (await key('make', 'for all stations')).stdout.trim();
    const id = made.slice(0, 8);
    const { stdout } = await key('list');
    expect(stdout).to.match(/^id +station +made +last used +label\n/);
    expect(stdout).to.match(
      new RegExp(`^${id}  all +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  never +for all stations$`, 'm'),
    );
    expect(stdout).not.to.include(made.slice(9));
    expect((await key('revoke', id)).code).to.equal(0);
    const left = JSON.parse((await key('list', '--json')).stdout) as { label: string }[];
    expect(left.map(({ label }) => label)).to.deep.equal(['Anna']);
  });

  for (const { words, code, message } of [
    { words: ['revoke', '00000000'], code: 1, message: /There is no key with the id "00000000"/ },
    {
      words: ['make', 'Anna', '--station', 'b'],
      code: 1,
      message: /The station: expected one of main; "b" came/,
    },
    { words: ['make'], code: 2, message: /missing required argument 'label'/ },
  ]) {
    it(`ends with ${code} for "key ${words.join(' ')}", and says why`, async () => {
      const outcome = await key(...words);
      expect(outcome.code).to.equal(code);
      expect(outcome.stderr).to.match(message);
    });
  }
});
