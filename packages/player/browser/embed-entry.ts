import { pickLanguage } from './messages/messages.ts';
import { stationOfPage } from './station/page-station.ts';
import { tokenOfPage } from './station/page-token.ts';

/** What a page that frames this one may set by the address: `/embed/main?lang=de&label=Radio`. */
const PASSED_ON = ['label', 'autoplay', 'reports'];

async function openPage(): Promise<void> {
  const asked = new URLSearchParams(location.search);
  const language = pickLanguage([asked.get('lang') ?? '', ...navigator.languages]);
  document.documentElement.lang = language;
  const station = await stationOfPage(location.pathname);
  document.title = `${asked.get('label') ?? station} · Ringcast`;
  const player = document.createElement('ringcast-player');
  player.setAttribute('station', station);
  player.token = tokenOfPage(station);
  player.toggleAttribute('compact', asked.get('form') !== 'full');
  for (const name of PASSED_ON) {
    const value = asked.get(name);
    if (value !== null) player.setAttribute(name, value);
  }
  const theme = asked.get('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;
  document.querySelector('#stage')?.replaceChildren(player);
  // The page around gives the frame its address again, with a fresh token.
  addEventListener('hashchange', () => (player.token = tokenOfPage(station)));
}

void openPage();
