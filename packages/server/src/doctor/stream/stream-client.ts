import type { HttpAnswer } from './answer-rules.ts';

/** What came, with its body. */
export interface Fetched extends HttpAnswer {
  readonly bytes: Buffer;
  readonly durationMs: number;
  /** Where redirects led. */
  readonly url: string;
  /** How far the server's clock is ahead of this computer's, as its Date header tells; a second is its resolution. */
  readonly clockOffsetMs: number | undefined;
}

/** An address that gave no answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const LIMIT_MS = 15_000;
const MAX_BYTES = 32 * 1_024 * 1_024;
/** Some servers say who may read an answer only to those who come from a page of another site. */
const AS_A_PAGE = { origin: 'https://player.example' };
/** Date is cut to whole seconds. */
const DATE_CENTRE_MS = 500;

/** Where an address of a playlist leads. @throws NoAnswer where it is none */
export function addressOf(uri: string, base: string): string {
  if (URL.canParse(uri, base)) return new URL(uri, base).href;
  throw new NoAnswer(`"${uri}" is no address.`);
}

/** Fetches, as a player would. Rejects with {@link NoAnswer}. */
export async function fetchAsPlayer(what: HttpAnswer['what'], url: string): Promise<Fetched> {
  const askedAtMs = performance.now();
  const askedAt = Date.now();
  try {
    const response = await fetch(url, { headers: AS_A_PAGE, signal: AbortSignal.timeout(LIMIT_MS) });
    const date = Date.parse(response.headers.get('date') ?? '');
    const answeredAt = Date.now();
    const bytes = Buffer.from(await response.arrayBuffer());
    if (bytes.length > MAX_BYTES) throw new NoAnswer(`more than ${MAX_BYTES} bytes came`);
    return {
      what,
      uri: nameOf(url),
      url: response.url,
      status: response.status,
      headers: response.headers,
      bytes,
      durationMs: performance.now() - askedAtMs,
      clockOffsetMs: Number.isNaN(date) ? undefined : date + DATE_CENTRE_MS - (askedAt + answeredAt) / 2,
    };
  } catch (cause) {
    throw new NoAnswer(`${url} gives no answer: ${reasonOf(cause)}`, { cause });
  }
}

function nameOf(url: string): string {
  const { pathname } = new URL(url);
  return pathname.split('/').slice(-2).join('/');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
