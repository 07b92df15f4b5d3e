import { expect } from 'chai';
import { leftWords, readLeft } from '../../../../packages/segmenter/src/store/redis-hand-over.ts';

const LEFT = {
  startSample: 92_160,
  mark: { source: 'studio', sample: 7, position: 101_376 },
  pcm: Buffer.alloc(400, 1),
};

describe('what is left of a station in Redis', () => {
  it('is read as it was written, with a mark and without', async () => {
    expect(await read(fieldsOf(leftWords(LEFT)))).to.deep.equal(LEFT);
    const { mark: _, ...unmarked } = LEFT;
    expect(await read(fieldsOf(leftWords(unmarked)))).to.deep.equal(unmarked);
  });

  it('is nothing where it is torn or something else', async () => {
    for (const place of ['', '{"startSample":', 'null', '[]', '{"startSample":"9"}', '{"startSample":1.5}']) {
      expect(await read({ place, pcm: LEFT.pcm }), place).to.equal(undefined);
    }
    const place = '{"startSample":92160}';
    expect(await read({ place, pcm: LEFT.pcm.subarray(1) })).to.equal(undefined);
    expect(await read({ place })).to.equal(undefined);
    expect(await read({})).to.equal(undefined);
  });

  it('has no mark where that is something else', async () => {
    for (const mark of [1, { source: 'studio', sample: 7 }, { source: 1, sample: 7, position: 9 }]) {
      const left = await read({ place: JSON.stringify({ startSample: 92_160, mark }), pcm: LEFT.pcm });
      expect(left).to.deep.equal({ startSample: 92_160, pcm: LEFT.pcm });
    }
  });
});

function fieldsOf(words: readonly (string | Buffer)[]): Record<string, string | Buffer> {
  return { [String(words[0])]: words[1] ?? '', [String(words[2])]: words[3] ?? '' };
}

function read(fields: Record<string, string | Buffer>) {
  const content = new Map(Object.entries(fields).map(([name, value]) => [name, Buffer.from(value)]));
  return readLeft('main', { readHash: async () => content });
}
