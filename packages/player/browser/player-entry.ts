import { RingcastPlayer } from './element/ringcast-player.ts';

export type { PlayerStats } from './playback/player-stats.ts';
export { RingcastPlayer };

declare global {
  interface HTMLElementTagNameMap {
    'ringcast-player': RingcastPlayer;
  }
}

// A page may load the script of two servers: the first defines the element.
if (customElements.get('ringcast-player') === undefined)
  customElements.define('ringcast-player', RingcastPlayer);
