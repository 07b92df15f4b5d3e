import { SourceError } from '../source-error.ts';

/** The head of a request that is not for an HTTP server. */
export interface RequestHead {
  /** `SOURCE`, `PUT` or `OPTIONS`. */
  readonly method: string;
  /** As it came, with its query. */
  readonly target: string;
  /** `HTTP/1.1`, `HTTP/1.0` or `ICE/1.0`. */
  readonly version: string;
  /** By name in lower case; one that came twice is its last. */
  readonly headers: ReadonlyMap<string, string>;
}

const REQUEST_LINE = /^([A-Z]+) (\S+) (HTTP\/1\.[01]|ICE\/1\.0)$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Of ASCII: what was encoded twice has others, and is cleaned where it is shown. */
const CONTROL = /(?![\t\u0080-\u009F])\p{Cc}/u;
const END_OF_HEAD = /\r?\n\r?\n/;
const SHOWN_CHARACTERS = 80;

/** Where the body begins, or undefined while the head is not complete. Old clients end lines without a CR. */
export function bodyOffsetOf(bytes: Buffer): number | undefined {
  const end = END_OF_HEAD.exec(bytes.toString('latin1'));
  return end ? end.index + end[0].length : undefined;
}

/**
 * Reads a head. Values are taken as UTF-8: names of stations are written in it, whatever HTTP says of headers.
 *
 * @throws SourceError `bad-request`, naming the line
 */
export function parseRequestHead(bytes: Buffer): RequestHead {
  const [requestLine = '', ...lines] = bytes
    .toString()
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const [, method, target, version] = REQUEST_LINE.exec(requestLine) ?? [];
  if (method === undefined || target === undefined || version === undefined) throw badLine(requestLine);
  return { method, target, version, headers: new Map(lines.map(parseHeader)) };
}

/** The same bytes with a target that HTTP allows: BUTT writes the names of songs into it as they are. */
export function escapeTarget(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\n');
  const line = bytes.toString('latin1', 0, end).replace(/[\x80-\xff]/g, escapeByte);
  return Buffer.concat([Buffer.from(line, 'latin1'), bytes.subarray(end)]);
}

function escapeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

/** Without a pattern for the whole line: one with blanks on both sides of a value takes seconds over 16 kB of blanks. */
function parseHeader(line: string): [string, string] {
  const colonAt = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colonAt));
  const value = line.slice(colonAt + 1);
  if (!HEADER_NAME.test(name) || CONTROL.test(value)) throw badLine(line);
  return [name.toLowerCase(), value.trim()];
}

function badLine(line: string): SourceError {
  const came = JSON.stringify(line.slice(0, SHOWN_CHARACTERS));
  return new SourceError('bad-request', `A request of a source client was expected; ${came} came.`);
}
