import { access } from 'node:fs/promises';
import { bytesPerFrameOf, type PcmFormat } from '../wire/pcm-format.ts';
import { pcmOfBlock, spanOfBlock } from './block-span.ts';
import { JournalError } from './journal-error.ts';
import type { BlockRecord, GapRecord } from './journal-record.ts';
import { filePathOf, listFiles, readHeader } from './session-folder.ts';
import { readSession } from './session-reader.ts';

/** Consecutive samples of one format: their PCM, or why there is none. */
export type PcmRun = {
  readonly epoch: number;
  readonly format: PcmFormat;
  readonly startSample: number;
  readonly samples: number;
} & ({ readonly type: 'pcm'; readonly pcm: Uint8Array } | { readonly type: 'gap'; readonly reason: string });

/**
 * Gives the sound of a session back, in order and bit for bit; a run is a block or a gap long.
 *
 * @param folder a session's own folder in the journal.
 * @param fromSample the first sample that is wanted. Default the first that is kept.
 * @throws JournalError `no-journal` where it holds no file of a journal that can be read
 */
export async function* readPcm(folder: string, fromSample = 0): AsyncGenerator<PcmRun> {
  await checkFolder(folder);
  let format: PcmFormat | undefined;
  let nextSample = fromSample;
  for await (const record of readSession({ folder, fromSample })) {
    if (record.type === 'epoch') format = record.format;
    if (!format || (record.type !== 'block' && record.type !== 'gap')) continue;
    const run = record.type === 'block' ? pcmRunOf(record, { format, nextSample }) : gapRunOf(record, format);
    nextSample = run.startSample + run.samples;
    yield run;
  }
}

async function checkFolder(folder: string): Promise<void> {
  const expected = 'the folder of a session in the journal, with files like 00000001.journal';
  await access(folder).catch((cause: unknown) => {
    throw new JournalError('no-journal', `${folder} must be ${expected}; there is no such folder.`, {
      cause,
    });
  });
  for (const number of await listFiles(folder)) if (await readHeader(filePathOf(folder, number))) return;
  throw new JournalError('no-journal', `${folder} must be ${expected}; none that can be read is in it.`);
}

function pcmRunOf({ frame }: BlockRecord, at: { format: PcmFormat; nextSample: number }): PcmRun {
  const { epoch, startSample: blockStart, endSample } = spanOfBlock(frame);
  const startSample = Math.max(blockStart, at.nextSample);
  const pcm = pcmOfBlock(frame).subarray((startSample - blockStart) * bytesPerFrameOf(at.format));
  return { type: 'pcm', epoch, format: at.format, startSample, samples: endSample - startSample, pcm };
}

function gapRunOf({ epoch, startSample, samples, reason }: GapRecord, format: PcmFormat): PcmRun {
  return { type: 'gap', epoch, format, startSample, samples, reason };
}
