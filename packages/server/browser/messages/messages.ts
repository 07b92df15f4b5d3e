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

/** The same as on the listener page: a choice there holds here. */
const KEY = 'ringcast.language';

/** Says a sentence with its values put in. */
export type Say = (id: MessageId, values?: Readonly<Record<string, string | number>>) => string;

/** What says sentences in a language. */
export function sayIn(language: Language): Say {
  const table = TABLES[language];
  return (id, values = {}) =>
    table[id].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The language the reader chose, else the first of the browser's that the page speaks, else English. */
export function readLanguage(): Language {
  for (const tag of [keptLanguage(), ...navigator.languages]) {
    const primary = tag.split('-', 1)[0]?.toLowerCase();
    if (primary === 'zh') return 'zh-Hant';
    if (primary === 'de' || primary === 'en') return primary;
  }
  return 'en';
}

/** Keeps the reader's choice, where the browser allows it. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // The choice holds for this visit.
  }
}

function keptLanguage(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}
