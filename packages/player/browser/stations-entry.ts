import { type Language, sayIn } from './messages/messages.ts';
import { keepPageLanguage, languageMenu, readPageLanguage } from './messages/page-language.ts';
import { spread } from './station/retry-delay.ts';
import { fetchStations, type ListedStation } from './station/station-list.ts';

const ASK_EVERY_MS = 5_000;

let language = readPageLanguage();
let say = sayIn(language);
let timer: ReturnType<typeof setTimeout> | undefined;

function placeOf(id: string): HTMLElement {
  const place = document.querySelector<HTMLElement>(`#${id}`);
  if (place === null) throw new Error(`stations.html lacks the element #${id}`);
  return place;
}

function itemOf({ name, isOnAir }: ListedStation): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  const title = document.createElement('span');
  const badge = document.createElement('span');
  link.href = `/listen/${name}`;
  link.dataset['lit'] = String(isOnAir);
  title.textContent = name;
  badge.className = 'badge';
  badge.textContent = say(isOnAir ? 'onAir' : 'offAir');
  link.append(title, badge);
  item.append(link);
  return item;
}

function showNotice(notice: string): void {
  const line = placeOf('notice');
  line.textContent = notice;
  line.hidden = notice === '';
}

/** Who is on air comes first; within that the order is the server's. */
function showStations(stations: readonly ListedStation[]): void {
  const list = placeOf('list');
  // A list that did not change is left alone, so that the focus stays where it is.
  const text = `${language} ${JSON.stringify(stations)}`;
  if (list.dataset['text'] === text) return;
  list.dataset['text'] = text;
  const focused = document.activeElement?.getAttribute('href');
  list.replaceChildren(...stations.toSorted((a, b) => Number(b.isOnAir) - Number(a.isOnAir)).map(itemOf));
  list.querySelector<HTMLElement>(`a[href="${CSS.escape(focused ?? '')}"]`)?.focus();
}

async function refresh(): Promise<void> {
  clearTimeout(timer);
  if (!document.hidden) {
    try {
      const stations = await fetchStations();
      showStations(stations);
      showNotice(stations.length === 0 ? say('stations.none') : '');
    } catch {
      // What was there last may be there still.
      showNotice(say('stations.unreachable'));
    }
  }
  timer = setTimeout(() => void refresh(), spread(ASK_EVERY_MS, Math.random()));
}

function showWords(chosen: Language): void {
  language = chosen;
  say = sayIn(chosen);
  document.documentElement.lang = chosen;
  document.title = `${say('stations.title')} · Ringcast`;
  placeOf('title').textContent = say('stations.title');
  placeOf('language-label').textContent = say('page.language');
}

const menu = languageMenu(language, (chosen) => {
  keepPageLanguage(chosen);
  showWords(chosen);
  void refresh();
});
menu.setAttribute('aria-labelledby', 'language-label');
placeOf('language').append(menu);
showWords(language);
document.addEventListener('visibilitychange', () => document.hidden || void refresh());
void refresh();
