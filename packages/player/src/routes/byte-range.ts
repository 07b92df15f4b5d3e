/** The bytes that were asked for, `end` included; `whole` where no single range was that is understood. */
export type Selection = 'whole' | 'unsatisfiable' | { readonly start: number; readonly end: number };

const SINGLE_RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/**
 * Reads a Range header (RFC 9110 14.1.2). Of several ranges none is taken out: the whole is sent, as 14.2 allows.
 * A suffix that is longer than the file is the whole file, which is where the usual libraries say unsatisfiable.
 *
 * @param size bytes of the file, at least 1.
 */
export function selectBytes(range: string, size: number): Selection {
  const [, first = '', last = ''] = SINGLE_RANGE.exec(range.trim()) ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    return Number(last) === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(last)), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  // Ends before it begins: no valid range, so the header counts for nothing.
  if (last !== '' && Number(last) < start) return 'whole';
  return start < size ? { start, end } : 'unsatisfiable';
}
