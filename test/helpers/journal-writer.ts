// A process that writes a journal as fast as the disk takes it and says what it may acknowledge, until it is killed.
// Arguments: the journal's folder, the session, and how many blocks it appends at once.
import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { Journal } from '../../packages/ingest/src/journal/journal.ts';
import { BLOCK_SAMPLES, FIRST_EPOCH, noiseBlock } from './journal-stage.ts';

const [folder = '', session = '', blocksAtOnce = '1'] = process.argv.slice(2);
const STDOUT = 1;

async function write(): Promise<void> {
  const journal = await Journal.open({ folder, logger: pino({ level: 'silent' }) });
  const identity = { station: 'main', session };
  const acknowledge = (): void => {
    if (sessionJournal.nextSample > 0) writeSync(STDOUT, `${sessionJournal.nextSample}\n`);
  };
  const isKept = journal.unfinished().some((kept) => kept.session === session);
  const sessionJournal = isKept
    ? journal.resume(identity, { onChange: acknowledge })
    : journal.begin({ ...identity, epoch: FIRST_EPOCH, onChange: acknowledge });
  for (;;) {
    for (let block = 0; block < Number(blocksAtOnce); block++) {
      sessionJournal.append(noiseBlock(sessionJournal.appendedSample, { samples: BLOCK_SAMPLES }));
    }
    acknowledge();
    await sessionJournal.flush();
  }
}

await write();
