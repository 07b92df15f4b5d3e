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
export async function readLeft(station: string, connection: RedisConnection): Promise<HandOver | undefined> {
  const left = await connection.readHash(keysOf(station).left);
  const [place, pcm] = [left.get('place'), left.get('pcm')];
  if (!place || !pcm) return undefined;
  const { startSample, mark } = JSON.parse(place.toString()) as Place;
  return { startSample, mark, pcm: Buffer.from(pcm) };
}
