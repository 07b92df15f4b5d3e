import { chooseLanguage, messageOf } from './messages/messages.ts';
import { spread } from './station/retry-delay.ts';
import { fetchStations, type ListedStation } from './station/station-list.ts';

const ASK_EVERY_MS = 5_000;

function itemOf({ name, isOnAir }: ListedStation): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  const badge = document.createElement('span');
  link.href = `/listen/${name}`;
  badge.className = 'badge';
  badge.dataset['lit'] = String(isOnAir);
  badge.textContent = messageOf(isOnAir ? 'onAir' : 'offAir');
  link.append(name, badge);
  item.append(link);
  return item;
}

function show(stations: readonly ListedStation[], notice: string): void {
  const list = document.querySelector<HTMLElement>('#list');
  const line = document.querySelector<HTMLElement>('#notice');
  if (list === null || line === null) return;
  line.textContent = notice;
  line.hidden = notice === '';
  // A list that did not change is left alone, so that the focus stays where it is.
  const text = JSON.stringify(stations);
  if (notice !== '' || list.dataset['text'] === text) return;
  list.dataset['text'] = text;
  const focused = document.activeElement?.getAttribute('href');
  list.replaceChildren(...stations.map(itemOf));
  list.querySelector<HTMLElement>(`a[href="${CSS.escape(focused ?? '')}"]`)?.focus();
}

let timer: ReturnType<typeof setTimeout> | undefined;

async function refresh(): Promise<void> {
  clearTimeout(timer);
  if (!document.hidden) {
    try {
      const stations = await fetchStations();
      show(stations, stations.length === 0 ? messageOf('stations.none') : '');
    } catch {
      show([], messageOf('stations.unreachable'));
    }
  }
  timer = setTimeout(() => void refresh(), spread(ASK_EVERY_MS, Math.random()));
}

document.documentElement.lang = chooseLanguage(navigator.languages);
document.title = `${messageOf('stations.title')} · Ringcast`;
document.querySelector('#title')?.replaceChildren(messageOf('stations.title'));
document.addEventListener('visibilitychange', () => document.hidden || void refresh());
void refresh();
