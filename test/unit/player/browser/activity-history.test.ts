import { expect } from 'chai';
import { ActivityHistory } from '../../../../packages/player/browser/element/plots/activity-history.ts';

function sampleAt(atMs: number): Parameters<ActivityHistory['add']>[0] {
  return { atMs, latencyMs: 600, targetMs: 580, bufferedMs: 400, throughputBps: null, bitrateBps: 96_000 };
}

describe('ActivityHistory', () => {
  it('keeps two minutes of figures, stalls and switches', () => {
    const history = new ActivityHistory();
    history.note({ kind: 'stall-began', atMs: 1_000 });
    history.note({ kind: 'stall-ended', atMs: 1_500 });
    history.note({ kind: 'switched', from: 'aac-96', to: 'aac-48', atMs: 2_000 });
    for (let atMs = 0; atMs <= 121_000; atMs += 500) history.add(sampleAt(atMs));
    expect([history.samples[0]?.atMs, history.samples.at(-1)?.atMs]).to.deep.equal([1_000, 121_000]);
    expect(history.stalls).to.deep.equal([{ beganAtMs: 1_000, endedAtMs: 1_500 }]);
    expect(history.switchesAtMs).to.deep.equal([2_000]);
    history.add(sampleAt(122_500));
    expect([history.stalls.length, history.switchesAtMs.length]).to.deep.equal([0, 0]);
  });

  it('keeps a stall that lasts, however long ago it began', () => {
    const history = new ActivityHistory();
    history.note({ kind: 'stall-began', atMs: 0 });
    history.add(sampleAt(300_000));
    expect(history.stalls).to.deep.equal([{ beganAtMs: 0, endedAtMs: undefined }]);
  });

  it('takes the first rendition of a broadcast for no switch, and a new broadcast for the end of a stall', () => {
    const history = new ActivityHistory();
    history.note({ kind: 'switched', from: undefined, to: 'aac-96', atMs: 10 });
    history.note({ kind: 'stall-began', atMs: 20 });
    history.note({ kind: 'stall-began', atMs: 30 });
    history.note({ kind: 'began', atMs: 40 });
    history.note({ kind: 'stall-ended', atMs: 50 });
    expect(history.switchesAtMs).to.deep.equal([]);
    expect(history.stalls).to.deep.equal([{ beganAtMs: 20, endedAtMs: 40 }]);
  });
});
