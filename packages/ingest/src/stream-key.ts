const BEARER = /^bearer +(\S+) *$/i;
const BASIC = /^basic +([A-Za-z0-9+/=_-]+) *$/i;
const SOURCE_USER = 'source:';

/**
 * The stream key of an `Authorization` header: `Bearer KEY` or Basic `source:KEY`. Undefined without a header, and
 * the empty string, which is nobody's key, where the header is of another kind.
 */
export function keyOfAuthorization(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bearer = BEARER.exec(header)?.[1];
  if (bearer !== undefined) return bearer;
  const basic = Buffer.from(BASIC.exec(header)?.[1] ?? '', 'base64').toString();
  return basic.startsWith(SOURCE_USER) ? basic.slice(SOURCE_USER.length) : '';
}
