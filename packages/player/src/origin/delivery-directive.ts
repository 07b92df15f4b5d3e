import { PlayerError } from '../player-error.ts';

/** What a client asks of a playlist by its query (RFC 8216bis 6.2.5). */
export type DeliveryDirective =
  | { readonly kind: 'none' }
  /** Hold the answer until the whole segment is there. */
  | { readonly kind: 'segment'; readonly msn: number }
  /** Hold the answer until the part, counted from 0 within its segment, is there. */
  | { readonly kind: 'part'; readonly msn: number; readonly part: number };

/** Ten digits reach the year 2578 for a media sequence that starts at Unix time ÷ 1.92 s. */
const DECIMAL_INTEGER = /^\d{1,10}$/;
const NO_DIRECTIVE: DeliveryDirective = { kind: 'none' };

/**
 * Reads `_HLS_msn` and `_HLS_part`. Every other parameter is left out of account, `_HLS_skip` too, because the
 * playlists do not announce CAN-SKIP-UNTIL.
 *
 * @param query what follows `?` in the URL, may be empty.
 * @throws PlayerError `bad-directive` where a number is none of 1 to 10 digits, is given twice, or where a part
 * comes without its segment.
 */
export function parseDeliveryDirective(query: string): DeliveryDirective {
  if (!query.includes('_HLS_')) return NO_DIRECTIVE;
  const parameters = new URLSearchParams(query);
  const msn = numberOf(parameters, '_HLS_msn');
  const part = numberOf(parameters, '_HLS_part');
  if (part === undefined) return msn === undefined ? NO_DIRECTIVE : { kind: 'segment', msn };
  if (msn === undefined) {
    throw new PlayerError('bad-directive', `_HLS_part=${part} needs the _HLS_msn of its segment; none came.`);
  }
  return { kind: 'part', msn, part };
}

function numberOf(parameters: URLSearchParams, name: string): number | undefined {
  const [value, ...more] = parameters.getAll(name);
  if (value === undefined) return undefined;
  if (more.length > 0) {
    throw new PlayerError('bad-directive', `${name} may be given once; it came ${more.length + 1} times.`);
  }
  if (!DECIMAL_INTEGER.test(value)) {
    const came = JSON.stringify(value.slice(0, 40));
    throw new PlayerError('bad-directive', `${name} is a whole number of 1 to 10 digits; ${came} came.`);
  }
  return Number(value);
}
