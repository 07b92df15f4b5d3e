import { expect } from 'chai';
import { DeckPlayer } from '../../../../packages/ingest/browser/mixing/deck-player.ts';

describe('DeckPlayer', () => {
  it('plays files of other rates one after the other without a pause', () => {
    const over: string[] = [];
    const deck = new DeckPlayer((id) => over.push(id));
    for (const id of ['one', 'two']) {
      const plane = new Float32Array(44_100).fill(0.5);
      deck.push(id, [plane], 44_100);
      deck.complete(id);
    }
    deck.isPlaying = true;
    const sound: number[] = [];
    for (let number = 0; number < 250; number++) {
      sound.push(...(deck.render({ frames: 480, sampleRateHz: 48_000 })?.[0] ?? new Float32Array(480)));
    }
    expect(over).to.deep.equal(['one', 'two']);
    expect(Math.min(...sound.slice(1_000, 95_000))).to.be.above(0.2);
    expect(Math.max(...sound.slice(97_000))).to.equal(0);
    expect(deck.position).to.equal(undefined);
  });

  it('pauses and goes on at the same sample', () => {
    const deck = new DeckPlayer(() => undefined);
    deck.push('one', [Float32Array.from({ length: 48_000 }, (_, n) => n / 65_536)], 48_000);
    deck.isPlaying = true;
    deck.render({ frames: 480, sampleRateHz: 48_000 });
    deck.isPlaying = false;
    deck.render({ frames: 480, sampleRateHz: 48_000 });
    expect(deck.render({ frames: 480, sampleRateHz: 48_000 })).to.equal(undefined);
    deck.isPlaying = true;
    const planes = deck.render({ frames: 480, sampleRateHz: 48_000 });
    expect(planes?.[0]?.at(-1)).to.equal(959 / 65_536);
    expect(deck.position).to.deep.equal({ trackId: 'one', playedMs: 20 });
  });
});
