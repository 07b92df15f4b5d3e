import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a key is the expected one; takes the same time wherever the two differ, and however long they are. */
export function isSameKey(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
