import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type PcmRun, readPcm } from '../../packages/ingest/src/journal/pcm-reader.ts';
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

/** All runs of the only session that station main has in a server's journal. */
export async function readOnlySession(stateFolder: string): Promise<PcmRun[]> {
  const station = join(stateFolder, 'journal/main');
  const sessions = await readdir(station);
  if (sessions.length !== 1) throw new Error(`the journal has ${sessions.length} sessions, one was expected`);
  const runs: PcmRun[] = [];
  for await (const run of readPcm(join(station, sessions[0] ?? ''))) runs.push(run);
  return runs;
}

/** Consecutive PCM of a session's folder in a journal: what lies between one gap and the next. */
export function rowsOf(runs: readonly PcmRun[]): Buffer[] {
  const rows: Uint8Array[][] = [[]];
  for (const run of runs) {
    if (run.type === 'pcm') rows.at(-1)?.push(run.pcm);
    else if (rows.at(-1)?.length !== 0) rows.push([]);
  }
  return rows.filter((row) => row.length > 0).map((row) => Buffer.concat(row));
}
