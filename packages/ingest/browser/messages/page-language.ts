import { type Language, pickLanguage } from './words.ts';

/** The same as the listener page's, so that both speak the language that was chosen on either. */
const KEY = 'ringcast.language';

/** The language of the page: the one the reader chose, else the best of the browser's. */
export function readPageLanguage(): Language {
  return pickLanguage([keptLanguage(), ...navigator.languages].filter((tag) => tag !== undefined));
}

/** Keeps the reader's choice for the next visit, where the browser allows it. */
export function keepPageLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // The choice then holds for this visit.
  }
}

function keptLanguage(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
