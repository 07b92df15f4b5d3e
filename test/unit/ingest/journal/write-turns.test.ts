import { expect } from 'chai';
import { WriteTurns } from '../../../../packages/ingest/src/journal/write-turns.ts';

/** All that can go on goes on. */
async function settled(): Promise<void> {
  for (let step = 0; step < 10; step++) await Promise.resolve();
}

describe('WriteTurns', () => {
  /** Writes that end when told; `begun` says which have begun. */
  function hangingWrites(turns: WriteTurns, count: number) {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const done = Array.from({ length: count }, (_, index) =>
      turns.run(() => {
        begun.push(index);
        return new Promise<number>((resolve) => (ends[index] = () => resolve(index)));
      }),
    );
    return { begun, end: (index: number) => ends[index]?.(), done };
  }

  it('lets no more run than there may, and the others in their order', async () => {
    const { begun, end, done } = hangingWrites(new WriteTurns(2), 4);
    await settled();
    expect(begun).to.deep.equal([0, 1]);
    end(1);
    await settled();
    expect(begun).to.deep.equal([0, 1, 2]);
    end(2);
    await settled();
    end(0);
    end(3);
    expect(await Promise.all(done)).to.deep.equal([0, 1, 2, 3]);
  });

  it('goes on after one that failed', async () => {
    const turns = new WriteTurns(1);
    const failed = turns.run(() => Promise.reject(new Error('no space left')));
    const next = turns.run(() => Promise.resolve('written'));
    expect(await failed.catch((error: unknown) => String(error))).to.equal('Error: no space left');
    expect(await next).to.equal('written');
  });
});
