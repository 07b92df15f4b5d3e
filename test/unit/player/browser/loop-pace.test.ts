import { expect } from 'chai';
import { LoopPace, type PacedLoop } from '../../../../packages/player/browser/playback/loop-pace.ts';

/** A loop of hls.js that tells its period, and takes none while it has one. */
class Loop implements PacedLoop {
  periodMs: number | undefined;
  readonly pace = new LoopPace(this);

  setInterval(askedMs: number): boolean {
    if (this.periodMs !== undefined) return false;
    this.periodMs = this.pace.periodMs(askedMs);
    return true;
  }

  clearInterval(): boolean {
    const isRunning = this.periodMs !== undefined;
    this.periodMs = undefined;
    return isRunning;
  }
}

describe('LoopPace', () => {
  let page: EventTarget & { hidden: boolean };
  let loop: Loop;

  beforeEach(() => {
    page = Object.assign(new EventTarget(), { hidden: false });
    Object.assign(globalThis, { document: page });
    loop = new Loop();
  });
  afterEach(() => Reflect.deleteProperty(globalThis, 'document'));

  function hide(hidden: boolean): void {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  }

  it('is what is asked for, and slow while the page is hidden', () => {
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

  it('starts no loop that rests, nor one that has ended', () => {
    hide(true);
    expect(loop.periodMs).to.equal(undefined);
    loop.setInterval(100);
    loop.pace.end();
    hide(false);
    expect(loop.periodMs).to.equal(500);
  });
});
