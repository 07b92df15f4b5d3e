import { expect } from 'chai';
import { DeckPlayer } from '../../../../packages/ingest/browser/mixing/deck-player.ts';
import { MIX_RATE_HZ, MixRun } from '../../../helpers/mix-run.ts';

describe('Mixer with files', () => {
  it('plays files by the clock of the lead, sample by sample', () => {
    const run = new MixRun();
    const deck = new DeckPlayer(() => undefined);
    run.mixer.openLive('a');
    run.mixer.openDeck('deck', deck);
    const file = Float32Array.from({ length: 48_000 }, (_, n) => n / 65_536);
    deck.push('file', [file, file], MIX_RATE_HZ);
    deck.isPlaying = true;
    for (let number = 0; number < 50; number++) run.push('a', number);
    expect([...run.sound].slice(480)).to.deep.equal([...file].slice(480, 24_000));
  });

  it('paces files by itself without a live source, and hands over to one', () => {
    const run = new MixRun();
    const deck = new DeckPlayer(() => undefined);
    run.mixer.openDeck('deck', deck);
    const file = Float32Array.from({ length: 96_000 }, (_, n) => 0.5 * Math.sin(n / 50));
    deck.push('file', [file, file], MIX_RATE_HZ);
    deck.isPlaying = true;
    for (let nowMs = 1_000; nowMs <= 1_500; nowMs += 40) run.mixer.tick(nowMs);
    run.mixer.openLive('a');
    for (let number = 149; number < 200; number++) run.push('a', number, { arrivedAtMs: number * 10 + 12 });
    expect([...run.sound].slice(480)).to.deep.equal([...file].slice(480, run.sound.length));
    expect(run.sound.length).to.be.closeTo(2_000 * 48 - 940 * 48, 2);
  });

  it('goes on with files when the only live source is lost', () => {
    const run = new MixRun();
    const deck = new DeckPlayer(() => undefined);
    run.mixer.openLive('a');
    run.mixer.openDeck('deck', deck);
    const file = Float32Array.from({ length: 96_000 }, (_, n) => 0.5 * Math.sin(n / 50));
    deck.push('file', [file, file], MIX_RATE_HZ);
    deck.isPlaying = true;
    for (let number = 0; number < 50; number++) run.push('a', number);
    run.mixer.close('a', 500);
    for (let nowMs = 520; nowMs <= 1_000; nowMs += 40) run.mixer.tick(nowMs);
    expect([...run.sound].slice(480)).to.deep.equal([...file].slice(480, run.sound.length));
    expect(run.sound.length).to.be.within(900 * 48, 1_000 * 48);
  });
});
