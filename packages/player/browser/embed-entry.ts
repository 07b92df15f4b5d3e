import { chooseLanguage } from './messages/messages.ts';
import { stationOfPage } from './station/page-station.ts';

async function openPage(): Promise<void> {
  document.documentElement.lang = chooseLanguage(navigator.languages);
  const station = await stationOfPage(location.pathname);
  document.title = `${station} · Ringcast`;
  const player = document.createElement('ringcast-player');
  player.setAttribute('station', station);
  player.toggleAttribute('compact', true);
  document.querySelector('#stage')?.replaceChildren(player);
}

void openPage();
