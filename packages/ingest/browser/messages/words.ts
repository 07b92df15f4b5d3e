import { english, type MessageId, type Messages } from './english.ts';
import { german } from './german.ts';
import { traditionalChinese } from './traditional-chinese.ts';

export type { MessageId } from './english.ts';

/** A language the page speaks, as a BCP 47 tag. */
export type Language = 'en' | 'de' | 'zh-Hant';

/** The languages, each by its own name. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  'zh-Hant': '繁體中文',
};

const TABLES: Readonly<Record<Language, Messages>> = {
  en: english,
  de: german,
  'zh-Hant': traditionalChinese,
};

/** Says things in one language. */
export interface Words {
  readonly language: Language;
  /** A sentence with its values put in; a value that is not given stays as `{…}`. */
  readonly say: (id: MessageId, values?: Readonly<Record<string, string>>) => string;
  /** A number with so many decimals, by default none. */
  readonly number: (value: number, decimals?: number) => string;
  /** `2.4 s`, or `75 s` from ten seconds on: how much is waiting. */
  readonly seconds: (durationMs: number) => string;
}

/** What says things in a language. */
export function wordsIn(language: Language): Words {
  const table = TABLES[language];
  const say: Words['say'] = (id, values = {}) =>
    table[id].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const number: Words['number'] = (value, decimals = 0) =>
    value.toLocaleString(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const seconds: Words['seconds'] = (durationMs) =>
    say('seconds', { count: number(durationMs / 1_000, durationMs < 10_000 ? 1 : 0) });
  return { language, say, number, seconds };
}

/**
 * The first of the reader's languages that the page speaks, English where it speaks none. Regions are left aside:
 * `de-AT` is German, and whoever reads any Chinese is nearer to Traditional Chinese than to English.
 *
 * @param preferred BCP 47 tags, best first, as in `navigator.languages`.
 */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.split('-', 1)[0]?.toLowerCase();
    if (primary === 'zh') return 'zh-Hant';
    if (primary === 'de' || primary === 'en') return primary;
  }
  return 'en';
}
