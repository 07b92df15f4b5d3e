import { type Language, LANGUAGES, pickLanguage } from './messages.ts';

const KEY = 'ringcast.language';

/** The language a page of ours is in: the one the reader chose, else the best of the browser's. */
export function readPageLanguage(): Language {
  return pickLanguage([keptLanguage(), ...navigator.languages].filter((tag) => tag !== undefined));
}

/** Keeps the reader's choice for the next visit, where the browser allows it. */
export function keepPageLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage is refused in private windows and foreign frames; the choice holds for this visit.
  }
}

/** A menu of all languages with one of them chosen; calls `onChoice` with another. */
export function languageMenu(chosen: Language, onChoice: (language: Language) => void): HTMLSelectElement {
  const menu = document.createElement('select');
  for (const [tag, name] of Object.entries(LANGUAGES)) {
    const option = new Option(name, tag, tag === chosen, tag === chosen);
    option.lang = tag;
    menu.append(option);
  }
  menu.addEventListener('change', () => onChoice(pickLanguage([menu.value])));
  return menu;
}

function keptLanguage(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
