import { expect } from 'chai';
import { once, EventEmitter } from 'node:events';
import { ProgressWatch } from '../../../../packages/segmenter/src/encoder/progress-watch.ts';

describe('ProgressWatch', () => {
  it('says that a part is overdue when it takes much longer than any before', async () => {
    const { watch, overdue } = begin();
    watch.setDue(true);
    watch.noteProgress();
    watch.setDue(true);
    const [overdueMs] = await overdue();
    expect(overdueMs).to.be.within(99, 170);
    watch.stop();
  });

  it('says so again, each time after twice as long', async () => {
    const { watch, overdue } = begin();
    watch.setDue(true);
    watch.noteProgress();
    watch.setDue(true);
    await overdue();
    expect((await overdue())[0]).to.be.within(199, 270);
    expect((await overdue())[0]).to.be.within(399, 470);
    watch.stop();
  });

  it('gives a new ffmpeg the time that it takes to start', async () => {
    const { watch, overdue } = begin();
    watch.setDue(true);
    watch.noteProgress();
    watch.noteStart();
    watch.setDue(true);
    expect((await overdue())[0]).to.be.at.least(299);
    watch.stop();
  });

  it('is silent where no part is due', async () => {
    const { watch, overdues } = begin();
    watch.setDue(true);
    watch.setDue(false);
    const other = begin();
    other.watch.setDue(true);
    other.watch.noteProgress();
    other.watch.setDue(true);
    await other.overdue();
    other.watch.stop();
    expect(overdues).to.deep.equal([]);
  });
});

function begin() {
  const events = new EventEmitter();
  const overdues: number[] = [];
  const watch = new ProgressWatch({
    maxLimitMs: 288,
    onOverdue: (overdueMs) => {
      overdues.push(overdueMs);
      events.emit('overdue', overdueMs);
    },
  });
  const overdue = () => once(events, 'overdue') as Promise<[number]>;
  return { watch, overdues, overdue };
}
