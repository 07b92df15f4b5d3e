import { stat } from 'node:fs/promises';
import { samplesOf } from './kept-state.ts';
import { filePathOf, listFiles, readHeader } from './session-folder.ts';
import { readSession } from './session-reader.ts';

/** A source states the time every few seconds. */
const LOOK_SECONDS = 60;

/**
 * When a sample of a session was captured, in ms since the Unix epoch: by what its source stated, and where that
 * states nothing, by when the first of its files that are left was begun.
 *
 * @param folder the session's own folder in the journal.
 */
export async function capturedAtOf(
  folder: string,
  { sample, sampleRateHz }: { sample: number; sampleRateHz: number },
): Promise<number> {
  for await (const record of readSession({ folder, fromSample: sample })) {
    if (record.type === 'clock')
      return record.capturedAtMs - ((record.sample - sample) / sampleRateHz) * 1_000;
    if ((samplesOf(record)?.startSample ?? sample) > sample + LOOK_SECONDS * sampleRateHz) break;
  }
  const [first = 1] = await listFiles(folder);
  const path = filePathOf(folder, first);
  const { nextSample = 0 } = (await readHeader(path)) ?? {};
  return (await stat(path)).birthtimeMs + ((sample - nextSample) / sampleRateHz) * 1_000;
}
