import { expect } from 'chai';
import { type Loop, restWhileHidden } from '../../../../packages/player/browser/playback/resting-loops.ts';

/** A loop of hls.js that tells its period, and takes none while it has one. */
class ToldLoop implements Loop {
  periodMs: number | undefined;

  constructor() {
    restWhileHidden(this);
  }

  setInterval(periodMs: number): boolean {
    if (this.periodMs !== undefined) return false;
    this.periodMs = periodMs;
    return true;
  }

  clearInterval(): boolean {
    const isRunning = this.periodMs !== undefined;
    this.periodMs = undefined;
    return isRunning;
  }

  destroy(): void {
    this.clearInterval();
  }
}

describe('a loop that rests while the page is hidden', () => {
  let page: EventTarget & { hidden: boolean };
  let loop: ToldLoop;

  beforeEach(() => {
    page = Object.assign(new EventTarget(), { hidden: false });
    Object.assign(globalThis, { document: page });
    loop = new ToldLoop();
  });
  afterEach(() => Reflect.deleteProperty(globalThis, 'document'));

  function hide(hidden: boolean): void {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  }

  it('looks around as often as it asks for, and seldom while hidden', () => {
    loop.setInterval(100);
    expect(loop.periodMs).to.equal(100);
    hide(true);
    expect(loop.periodMs).to.equal(500);
    hide(false);
    expect(loop.periodMs).to.equal(100);
  });

  it('is slow from the beginning on a hidden page', () => {
    hide(true);
    loop.setInterval(100);
    expect(loop.periodMs).to.equal(500);
  });

  it('is not started by a page that is hidden, nor kept by it once destroyed', () => {
    hide(true);
    expect(loop.periodMs).to.equal(undefined);
    loop.setInterval(100);
    loop.destroy();
    loop.periodMs = 500;
    hide(false);
    expect(loop.periodMs).to.equal(500);
  });
});
