import { expect } from 'chai';
import { SeekPause } from '../../../../packages/player/browser/playback/seek-pause.ts';

/** When the playhead is moved in so many ms where it always seems to be too far behind. */
function movesWithin(durationMs: number, pause = new SeekPause()): number[] {
  const moves: number[] = [];
  for (let nowMs = 0; nowMs <= durationMs; nowMs += 250) {
    if (!pause.isOver(nowMs)) continue;
    pause.begin(nowMs);
    moves.push(nowMs);
  }
  return moves;
}

describe('SeekPause', () => {
  it('lets the playhead be moved at once the first time', () => {
    expect(new SeekPause().isOver(0)).to.equal(true);
  });

  it('waits ever longer where moving is in vain', () => {
    expect(movesWithin(300_000)).to.deep.equal([0, 4_250, 20_500, 84_750]);
  });

  it('begins anew where the last time helped for a while', () => {
    const pause = new SeekPause();
    for (const nowMs of [0, 4_250, 60_000]) pause.begin(nowMs);
    expect(pause.isOver(64_250)).to.equal(true);
  });

  it('waits for nothing once the listener moved it', () => {
    const pause = new SeekPause();
    for (const nowMs of [0, 4_250]) pause.begin(nowMs);
    pause.forget();
    expect(pause.isOver(4_500)).to.equal(true);
    pause.begin(4_500);
    expect(pause.isOver(8_750)).to.equal(true);
  });
});
