import { BYTES_PER_SAMPLE } from '../grid.ts';
import type { HandOver, PlacedMark } from '../hand-over.ts';
import type { RedisConnection, RedisWord } from './redis-connection.ts';
import { keysOf } from './redis-keys.ts';

/** Where the PCM lies, and what follows it. */
interface Place {
  readonly startSample: number;
  readonly mark?: PlacedMark;
}

/** What a process leaves of a station, as fields and values of a hash. */
export function leftWords({ startSample, mark, pcm }: HandOver): RedisWord[] {
  return ['place', JSON.stringify({ startSample, mark }), 'pcm', pcm];
}

/** What the process before left of a station; undefined where it left nothing. */
export async function readLeft(
  station: string,
  connection: Pick<RedisConnection, 'readHash'>,
): Promise<HandOver | undefined> {
  const left = await connection.readHash(keysOf(station).left);
  const [place, pcm] = [parsePlace(String(left.get('place'))), left.get('pcm')];
  if (!place || !pcm || pcm.length % BYTES_PER_SAMPLE !== 0) return undefined;
  return { ...place, pcm: Buffer.from(pcm) };
}

/** Undefined where it is torn or something else. */
function parsePlace(text: string): Place | undefined {
  try {
    const { startSample, mark } = JSON.parse(text) as Partial<Record<keyof Place, unknown>>;
    if (!Number.isSafeInteger(startSample)) return undefined;
    return { startSample: startSample as number, ...(isMark(mark) ? { mark } : {}) };
  } catch {
    return undefined;
  }
}

function isMark(mark: unknown): mark is PlacedMark {
  const { source, sample, position } = (mark ?? {}) as Partial<Record<keyof PlacedMark, unknown>>;
  return typeof source === 'string' && [sample, position].every(Number.isSafeInteger);
}
