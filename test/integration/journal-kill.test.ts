import { expect } from 'chai';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { JournalStage, soundOf } from '../helpers/journal-stage.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';

const WRITER = fileURLToPath(new URL('../helpers/journal-writer.ts', import.meta.url));
const SOURCE_FLAGS = ['--import=tsx', '--conditions=source'];
const SESSION = 'killed-session';
const ROUNDS = 12;
const LONGEST_LIFE_MS = 150;

describe('Journal, killed', () => {
  let stage: JournalStage;

  beforeEach(async () => {
    stage = await JournalStage.create();
  });

  afterEach(async () => stage.close());

  it('has every acknowledged sample bit for bit, however often it is killed and resumed', async function () {
    this.timeout(120_000);
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const writer = await startWriter(stage.folder, { blocksAtOnce: 1 + 37 * (round % 4) });
      await setTimeout(lifeOf(round));
      acknowledged = await kill(writer);
      const journal = await stage.open();
      const [kept] = journal.unfinished();
      await journal.close();
      expect(kept?.session).to.equal(SESSION);
      const nextSample = kept?.nextSample ?? 0;
      expect(nextSample, `round ${round}`).to.be.at.least(acknowledged);
    }
    expect(acknowledged).to.be.greaterThan(0);
    const sound = await soundOf(stage.sessionFolder(SESSION));
    expect(sound.length).to.be.at.least(acknowledged * 4);
    expect(firstDifference(sound, numberedNoise(0, sound.length / 4))).to.equal(undefined);
  });
});

/** The same for every run of the tests, and another each round. */
function lifeOf(round: number): number {
  return ((round * 2_654_435_761) % 2 ** 32) * (LONGEST_LIFE_MS / 2 ** 32);
}

interface Writer {
  readonly child: ChildProcess;
  output: string;
}

/** Resolves with the first acknowledgement. */
async function startWriter(folder: string, { blocksAtOnce }: { blocksAtOnce: number }): Promise<Writer> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, [...SOURCE_FLAGS, WRITER, folder, SESSION, String(blocksAtOnce)], {
    stdio: [...stdio],
  });
  const writer: Writer = { child, output: '' };
  child.stdout?.on('data', (chunk) => (writer.output += String(chunk)));
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), once(child, 'exit')]);
  return writer;
}

/** The last sample it acknowledged before it died; half a line does not count. */
async function kill(writer: Writer): Promise<number> {
  writer.child.kill('SIGKILL');
  await once(writer.child, 'close');
  return Number(writer.output.split('\n').at(-2) ?? 0);
}
