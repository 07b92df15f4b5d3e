import { crc32 } from 'node:zlib';
import type { JournalRecord } from '../journal/journal-record.ts';
import { decodeBlock } from '../wire/block.ts';
import type { Airing } from './airing.ts';
import type { Epoch } from './sample-ledger.ts';

/** Puts what a journal holds on air, at the pace the station takes it. */
export async function replayInto(airing: Airing, records: AsyncIterable<JournalRecord>): Promise<void> {
  let epoch: Epoch | undefined;
  for await (const record of records) {
    if (record.type === 'epoch') epoch = record;
    else if (record.type === 'clock') airing.noteCapture(record.sample, record.capturedAtMs);
    else if (record.type === 'gap' && epoch) airing.takeGap(epoch, record);
    else if (record.type === 'block' && epoch) {
      const { startSample, payload } = decodeBlock(record.frame, crc32);
      airing.takePcm(epoch, startSample, Buffer.from(payload));
    }
    await airing.room();
  }
}
