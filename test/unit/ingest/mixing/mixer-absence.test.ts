import { expect } from 'chai';
import { DeckPlayer } from '../../../../packages/ingest/browser/mixing/deck-player.ts';
import { BATCH_MS, MIX_RATE_HZ, MixRun } from '../../../helpers/mix-run.ts';

const ASLEEP_MS = 60_000;

/** A run with a deck that plays. */
function runWithDeck(): MixRun {
  const run = new MixRun();
  const deck = new DeckPlayer(() => undefined);
  run.mixer.openDeck('deck', deck);
  deck.push('file', [new Float32Array(10 * MIX_RATE_HZ).fill(0.5)], MIX_RATE_HZ);
  deck.isPlaying = true;
  return run;
}

function longestBatchMs({ batches }: MixRun): number {
  return Math.max(...batches.map(({ planes }) => ((planes[0]?.length ?? 0) * 1_000) / MIX_RATE_HZ));
}

function tick(run: MixRun, fromMs: number, toMs: number): void {
  for (let nowMs = fromMs; nowMs <= toMs; nowMs += 40) run.mixer.tick(nowMs);
}

/** A machine that sleeps, or a page that is frozen, while its clock goes on. */
describe('Mixer after an absence', () => {
  it('leaves a gap where files were played by the clock, and goes on with them', () => {
    const run = runWithDeck();
    tick(run, 1_000, 1_400);
    tick(run, 1_400 + ASLEEP_MS, 2_400 + ASLEEP_MS);
    expect(longestBatchMs(run)).to.be.below(100);
    expect(run.events).to.deep.equal(['lost 1340.0']);
    expect(run.sound.length / 48).to.be.closeTo(400 + 1_000, 1);
    expect(run.sound.at(-1)).to.equal(0.5);
  });

  it('leaves one gap where a microphone is the first to be heard again', () => {
    const run = runWithDeck();
    tick(run, 1_000, 1_400);
    run.mixer.openLive('a');
    for (let number = 6_200; number < 6_210; number++) run.push('a', number);
    tick(run, 62_100, 62_200);
    expect(longestBatchMs(run)).to.be.below(100);
    expect(run.events).to.deep.equal(['lost 1340.0']);
    expect(run.batches.at(-1)?.capturedAtMs).to.equal(62_090);
  });

  it('leaves a gap where the microphone that led is silent afterwards', () => {
    const run = runWithDeck();
    run.mixer.openLive('a');
    for (let number = 0; number < 50; number++) run.push('a', number);
    tick(run, 500 + ASLEEP_MS, 1_500 + ASLEEP_MS);
    expect(longestBatchMs(run)).to.be.below(100);
    expect(run.events).to.deep.equal(['lost 500.0']);
    expect(run.sound.length / 48).to.be.closeTo(500 + 1_000, 1);
  });

  it('declares what the lead dropped in it, also beside files', () => {
    const run = runWithDeck();
    run.mixer.openLive('a');
    for (let number = 0; number < 50; number++) run.push('a', number);
    run.mixer.skip('a', ASLEEP_MS, 500 + ASLEEP_MS);
    for (let number = 6_050; number < 6_060; number++) run.push('a', number);
    expect(longestBatchMs(run)).to.equal(BATCH_MS);
    expect(run.events).to.deep.equal([`skip ${ASLEEP_MS}`]);
  });

  it('goes on with another microphone from where it is heard again', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    for (let number = 0; number < 50; number++) {
      run.push('a', number);
      run.push('b', number, { soundAt: () => 0.5 });
    }
    run.mixer.skip('b', ASLEEP_MS, 500 + ASLEEP_MS);
    run.push('b', 6_050, { soundAt: () => 0.25 });
    run.mixer.close('a', 510 + ASLEEP_MS);
    expect(longestBatchMs(run)).to.equal(BATCH_MS);
    expect(run.batches.at(-1)?.capturedAtMs).to.be.closeTo(60_500, 0.1);
    expect([...new Set(run.batches.at(-1)?.planes[0])]).to.deep.equal([0.25]);
  });
});
