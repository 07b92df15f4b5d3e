import { expect } from 'chai';
import type { PlaybackState } from '../../packages/player/browser/playback/playback-state.ts';
import type { PlayerStats } from '../../packages/player/browser/playback/player-stats.ts';
import { openFirefox } from '../helpers/firefox-tab.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { type TabOpener, TabStage } from '../helpers/tab-stage.ts';
import { WebKitTab } from '../helpers/webkit-tab.ts';

/** What the page is asked, each time it may have changed. */
interface Seen {
  readonly state: PlaybackState;
  readonly stats: PlayerStats;
  readonly timeS: number;
  readonly sentence: string;
}

const PLAYER = `document.querySelector('ringcast-player')`;
const SEEN = `({
  state: ${PLAYER}.shadowRoot.querySelector('.player').dataset.state,
  stats: ${PLAYER}.stats,
  timeS: ${PLAYER}.audio.currentTime,
  sentence: ${PLAYER}.shadowRoot.querySelector('.sentence').textContent,
})`;
const WITHIN_MS = 20_000;
const PLAYED_S = 3;

const BROWSERS: readonly { name: string; open: () => TabOpener }[] = [
  {
    name: 'Firefox',
    open: () => {
      const firefox = requireProgram('firefox');
      return ({ environment }) => openFirefox(firefox.path, { environment });
    },
  },
  {
    name: 'WebKitGTK',
    open: () => {
      const [driver, xvfb] = [requireProgram('webKitDriver'), requireProgram('xvfb')];
      return ({ environment }) => WebKitTab.open({ driver: driver.path, xvfb: xvfb.path, environment });
    },
  },
];

for (const { name, open } of BROWSERS) {
  describe(`the listener page in ${name}`, function () {
    this.timeout(90_000);
    const openStage = TabStage.prepare(open());
    let stage: TabStage;

    before(async () => {
      stage = await openStage();
      // Without a card Firefox ends each second what it plays, and begins anew; with a slow one it is silent for long.
      stage.card.hurry();
    });
    after(() => stage?.close());

    /** Resolves with what is seen once it is as expected; the page tells of each change within a quarter of a second. */
    function sees(condition: string): Promise<Seen> {
      return stage.tab.evaluate<Seen>(`new Promise((resolve, reject) => {
        const endsAt = performance.now() + ${WITHIN_MS};
        let last;
        const look = () => {
          try {
            last = ${SEEN};
            const { state, stats, timeS } = last;
            if (${condition}) return resolve(last);
          } catch (error) {
            last = String(error);
          }
          if (performance.now() < endsAt) return setTimeout(look, 100);
          reject(new Error('expected ' + ${JSON.stringify(condition)} + ', last seen ' + JSON.stringify(last)));
        };
        customElements.whenDefined('ringcast-player').then(look);
      })`);
    }

    it('waits for the station and plays when it comes', async () => {
      await sees(`state === 'offAir'`);
      await stage.tab.press(`${PLAYER}.shadowRoot.querySelector('.play')`);
      await stage.goOnAir();
      const { timeS } = await sees(`state === 'playing'`);
      const { stats } = await sees(`timeS > ${timeS + PLAYED_S}`);
      expect(stats.micToEarMs).to.be.within(100, 2_000);
      expect(stats.stallCount).to.equal(0);
      expect(stats.rendition).to.match(/^aac-/);
    });

    it('changes the quality and plays on', async () => {
      for (const rendition of ['aac-256', 'aac-48']) {
        await stage.tab.evaluate(`((select) => {
          select.value = '${rendition}';
          select.dispatchEvent(new Event('change'));
        })(${PLAYER}.shadowRoot.querySelector('select'))`);
        const { timeS } = await sees(`stats.rendition === '${rendition}'`);
        await sees(`state === 'playing' && timeS > ${timeS + 1}`);
      }
    });

    it('tells when the station went off air', async () => {
      await stage.goOffAir();
      const { sentence } = await sees(`state === 'offAir'`);
      expect(sentence).to.match(/starts by itself/);
    });
  });
}
