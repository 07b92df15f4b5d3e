import { createHash } from 'node:crypto';
import * as z from 'zod';
import { isSameKey } from './same-key.ts';

/** What is kept of a key that was made: all but the key itself. */
export const keyRecordSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  label: z.string(),
  /** Null for all stations. */
  station: z.string().nullable(),
  /** SHA-256 of the whole key, hexadecimal. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
});

/** What is kept of a key that was made. */
export type KeyRecord = z.output<typeof keyRecordSchema>;

/** The id that a key begins with, or undefined where it is not of a kind that is made here. */
export function idOfKey(key: string): string | undefined {
  return /^([0-9a-f]{8})\.[\w-]{32}$/.exec(key)?.[1];
}

/**
 * The hash that is kept of a key. One round of SHA-256 is enough: a key has 192 random bits, so nobody finds it by
 * trying, however fast a try is; slow hashes are for secrets that people think up.
 */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Whether a record is of this key; takes the same time wherever they differ. */
export function isRecordOf({ hash }: KeyRecord, key: string): boolean {
  return isSameKey(hashOfKey(key), hash);
}
