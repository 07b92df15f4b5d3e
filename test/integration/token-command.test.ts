import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListenerTokens } from '../../packages/server/src/keys/listener-tokens.ts';
import { runRingcast, type CommandOutcome } from '../helpers/ringcast-command.ts';

const SECRET = 'secret-of-the-listeners';

describe('ringcast token', function () {
  this.timeout(20_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-token-'));
  });
  after(() => rm(folder, { recursive: true }));

  function token(words: readonly string[], settings: Record<string, string> = {}): Promise<CommandOutcome> {
    return runRingcast(['token', ...words], {
      RINGCAST_STATE_DIR: folder,
      RINGCAST_PUBLIC_URL: 'https://radio.example',
      RINGCAST_LISTEN: 'token',
      RINGCAST_LISTENER_SECRET: SECRET,
      ...settings,
    });
  }

  it('makes one that is good for so many hours, and its links', async () => {
    const { stdout, stderr } = await token(['main', '--hours', '2']);
    const made = stdout.trim();
    const judgeIn = (hours: number) =>
      new ListenerTokens({ secret: SECRET, now: () => Date.now() + hours * 3_600_000 }).judge('main', made)
        .kind;
    expect([judgeIn(0), judgeIn(1.9), judgeIn(2.1)]).to.deep.equal(['admitted', 'admitted', 'token-expired']);
    expect(stderr).to.include(`https://radio.example/listen/main#token=${made}\n`);
    expect(stderr).to.include(`https://radio.example/live/~${made}/main/master.m3u8\n`);
  });

  for (const { words, settings = {}, message } of [
    { words: ['b'], message: /The station: expected one of main; "b" came/ },
    { words: ['main', '--hours', 'two'], message: /--hours: expected a number up to 87600; "two" came/ },
    {
      words: ['main'],
      settings: { RINGCAST_LISTEN: 'public' },
      message: /Everyone may listen to station "main"/,
    },
  ]) {
    it(`ends with 1 for "token ${words.join(' ')}" where it makes no sense, and says why`, async () => {
      const outcome = await token(words, settings);
      expect(outcome.code).to.equal(1);
      expect(outcome.stderr).to.match(message);
    });
  }
});
