import { RingcastPlayer } from './element/ringcast-player.ts';
import { chooseLanguage } from './messages/messages.ts';

export type { PlayerStats } from './playback/player-stats.ts';
export { RingcastPlayer };

declare global {
  interface HTMLElementTagNameMap {
    'ringcast-player': RingcastPlayer;
  }
}

chooseLanguage(navigator.languages);
if (customElements.get('ringcast-player') === undefined)
  customElements.define('ringcast-player', RingcastPlayer);
