const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/**
 * Invisible characters, such as those that turn the direction of what stands around them, and halves of characters.
 * The joiners stay, which scripts and emoji are written with.
 */
const TREACHEROUS = /(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu;
const BLANKS = /\s+/gu;

/**
 * Text from a source as it may be shown anywhere: one line, without characters that act on what is around it, at most
 * so many characters (Unicode code points).
 */
export function cleanText(text: string, maxCharacters: number): string {
  const clean = text
    .replace(CONTROL, ' ')
    .replace(TREACHEROUS, '')
    .normalize('NFC')
    .replace(BLANKS, ' ')
    .trim();
  const characters = Array.from(clean);
  if (characters.length <= maxCharacters) return clean;
  return `${characters
    .slice(0, maxCharacters - 1)
    .join('')
    .trimEnd()}…`;
}
