import { english, type MessageId, type Messages } from './english.ts';
import { german } from './german.ts';
import { traditionalChinese } from './traditional-chinese.ts';

export type { MessageId } from './english.ts';

/** A language the pages speak, as a BCP 47 tag. */
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

/** Says a sentence with its values put in; a value that is not given stays as `{…}`. */
export type Say = (id: MessageId, values?: Readonly<Record<string, string>>) => string;

/**
 * The first of the reader's languages that the pages speak, English where they speak none. Regions are left aside:
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

/** What says sentences in a language. */
export function sayIn(language: Language): Say {
  const table = TABLES[language];
  return (id, values = {}) =>
    table[id].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
