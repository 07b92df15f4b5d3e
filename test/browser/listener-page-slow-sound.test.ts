import { expect } from 'chai';
import { openFirefox } from '../helpers/firefox-tab.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { TabStage } from '../helpers/tab-stage.ts';

const PLAYER = `document.querySelector('ringcast-player')`;
const WATCHED_MS = 20_000;

/**
 * Firefox opens the sound device anew after each move of the playhead, and a sink that nobody listens to takes its sound
 * every two seconds: like some wireless headphones it is silent for as long after each.
 */
describe('the listener page in Firefox, with a device that takes long to sound again', function () {
  this.timeout(90_000);
  const firefox = requireProgram('firefox');
  const openStage = TabStage.prepare(({ environment }) => openFirefox(firefox.path, { environment }));
  let stage: TabStage;

  before(async () => {
    stage = await openStage();
    await stage.goOnAir();
  });
  after(() => stage?.close());

  it('does not move the playhead again and again', async () => {
    await stage.tab.evaluate(`new Promise((resolve) => {
      const isReady = () => ${PLAYER}?.shadowRoot?.querySelector('.player')?.dataset.state === 'ready';
      const look = () => (isReady() ? resolve(true) : setTimeout(look, 100));
      look();
    })`);
    await stage.tab.press(`${PLAYER}.shadowRoot.querySelector('.play')`);
    const movedAtMs = await stage.tab.evaluate<number[]>(`new Promise((resolve) => {
      const moved = [];
      const beganAtMs = performance.now();
      const note = () => moved.push(Math.round(performance.now() - beganAtMs));
      ${PLAYER}.audio.addEventListener('seeking', note);
      setTimeout(() => resolve(moved), ${WATCHED_MS});
    })`);
    expect(movedAtMs).to.have.length.at.most(3);
  });
});
