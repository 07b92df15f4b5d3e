const FORBIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu;
const OPENING_QUOTE = /(?<=^|[\s([{])"/gu;

/**
 * Any text as a quoted-string (RFC 8216bis 4.2), in which neither line breaks nor quotes may be; typographic ones stand
 * in for quotes. Neither is `{$` left, which makes a variable of what follows (4.3) and stops players that know none of
 * its name, nor `#EXT`, by which some look for tags wherever they stand.
 */
export function quotedString(text: string): string {
  const safe = text
    .replace(FORBIDDEN, ' ')
    .replace(OPENING_QUOTE, '“')
    .replaceAll('"', '”')
    .replaceAll('{$', '{ $')
    .replaceAll('#EXT', '# EXT');
  return `"${safe}"`;
}
