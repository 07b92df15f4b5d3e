import { chooseLanguage, messageOf } from './messages/messages.ts';
import { stationOfPage } from './station/page-station.ts';

const COPIED_SHOWN_MS = 2_000;

function showAddress(station: string): void {
  const address = new URL(`/live/${station}/master.m3u8`, location.href).href;
  const copy = document.querySelector<HTMLButtonElement>('#copy');
  const footer = document.querySelector<HTMLElement>('#footer');
  if (copy === null || footer === null) return;
  document.querySelector('#other-players')?.replaceChildren(messageOf('page.otherPlayers'));
  document.querySelector('#address')?.replaceChildren(address);
  copy.textContent = messageOf('page.copy');
  // Only secure pages may write to the clipboard; elsewhere the address can be selected.
  copy.hidden = !isSecureContext;
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(address).then(() => {
      copy.textContent = messageOf('page.copied');
      setTimeout(() => (copy.textContent = messageOf('page.copy')), COPIED_SHOWN_MS);
    });
  });
  footer.hidden = false;
}

async function openPage(): Promise<void> {
  document.documentElement.lang = chooseLanguage(navigator.languages);
  const station = await stationOfPage(location.pathname);
  document.title = `${station} · Ringcast`;
  const player = document.createElement('ringcast-player');
  player.setAttribute('station', station);
  document.querySelector('#stage')?.replaceChildren(player);
  // Keys work wherever the focus is: this page is the player.
  document.addEventListener('keydown', (event) => {
    if (!event.composedPath().includes(player)) player.handleKey(event);
  });
  showAddress(station);
}

void openPage();
