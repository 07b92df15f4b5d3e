import { type Language, sayIn } from './messages/messages.ts';
import { keepPageLanguage, languageMenu, readPageLanguage } from './messages/page-language.ts';
import { stationOfPage } from './station/page-station.ts';
import { tokenOfPage } from './station/page-token.ts';
import { addressOfStation } from './station/station-address.ts';

const COPIED_SHOWN_MS = 2_000;

function placeOf(id: string): HTMLElement {
  const place = document.querySelector<HTMLElement>(`#${id}`);
  if (place === null) throw new Error(`listener.html lacks the element #${id}`);
  return place;
}

function showWords(language: Language): void {
  const say = sayIn(language);
  // The player takes its language from here, too.
  document.documentElement.lang = language;
  placeOf('other-players').textContent = say('page.otherPlayers');
  placeOf('copy').textContent = say('page.copy');
  placeOf('language-label').textContent = say('page.language');
}

function showAddress(station: string, token: string | undefined): void {
  const { masterUrl: address } = addressOfStation(station, new URL('/', location.href).href, token);
  const copy = placeOf('copy');
  placeOf('address').textContent = address;
  // Only secure pages may write to the clipboard; elsewhere the address can be selected.
  copy.hidden = !isSecureContext;
  copy.addEventListener('click', () => {
    const say = sayIn(readPageLanguage());
    void navigator.clipboard.writeText(address).then(() => {
      copy.textContent = say('page.copied');
      setTimeout(() => (copy.textContent = say('page.copy')), COPIED_SHOWN_MS);
    });
  });
  placeOf('footer').hidden = false;
}

/** Letters are keys only where the focus is in the player: elsewhere speech input may say them (WCAG 2.2, 2.1.4). */
function isForPage({ key }: KeyboardEvent): boolean {
  return key === ' ' || key.length > 1;
}

async function openPage(): Promise<void> {
  const language = readPageLanguage();
  showWords(language);
  const station = await stationOfPage(location.pathname);
  document.title = `${station} · Ringcast`;
  const player = document.createElement('ringcast-player');
  const token = tokenOfPage(station);
  player.setAttribute('station', station);
  player.token = token;
  player.lang = language;
  placeOf('stage').replaceChildren(player);
  document.addEventListener('keydown', (event) => {
    if (!event.composedPath().includes(player) && isForPage(event)) player.handleKey(event);
  });
  const menu = languageMenu(language, (chosen) => {
    keepPageLanguage(chosen);
    showWords(chosen);
    player.lang = chosen;
  });
  menu.setAttribute('aria-labelledby', 'language-label');
  placeOf('language').append(menu);
  showAddress(station, token);
  // Another link, opened in the same tab.
  addEventListener('hashchange', () => location.reload());
}

void openPage();
