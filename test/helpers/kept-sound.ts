import { join } from 'node:path';
import { readPcm } from '../../packages/ingest/src/journal/pcm-reader.ts';
import { firstDifference, numberedNoise } from './numbered-noise.ts';

/** A server's journal, and a session in it. */
export interface KeptSound {
  /** The server's state folder. */
  readonly stateFolder: string;
  /** Default `main`. */
  readonly station?: string;
  readonly session: string;
}

/** How the journal differs from numbered noise of so many samples, in words; undefined where it is the same. */
export async function journalFault(kept: KeptSound, samples: number): Promise<string | undefined> {
  const folder = join(kept.stateFolder, 'journal', kept.station ?? 'main', kept.session);
  let nextSample = 0;
  for await (const run of readPcm(folder)) {
    if (run.startSample !== nextSample) return `sample ${run.startSample} came, ${nextSample} was expected`;
    if (run.type === 'gap') return `${run.samples} samples from ${nextSample} on are a gap: ${run.reason}`;
    const difference = firstDifference(Buffer.from(run.pcm), numberedNoise(nextSample, run.samples));
    if (difference !== undefined) return `sample ${nextSample + difference} is not the source's`;
    nextSample += run.samples;
  }
  return nextSample === samples ? undefined : `it holds ${nextSample} samples of ${samples}`;
}
