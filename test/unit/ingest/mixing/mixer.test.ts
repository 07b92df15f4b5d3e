import { expect } from 'chai';
import {
  type ChannelSettings,
  PLAIN_CHANNEL,
} from '../../../../packages/ingest/browser/mixing/channel-settings.ts';
import { DeckPlayer } from '../../../../packages/ingest/browser/mixing/deck-player.ts';
import { BATCH_FRAMES, BATCH_MS, batchOf, MIX_RATE_HZ, MixRun } from '../../../helpers/mix-run.ts';

function tone(frequencyHz: number, level = 0.5): (ms: number) => number {
  return (ms) => level * Math.sin((2 * Math.PI * frequencyHz * ms) / 1_000);
}

function plain(settings: Partial<ChannelSettings> = {}): ChannelSettings {
  return { ...PLAIN_CHANNEL, ...settings };
}

function largestStep(sound: Float32Array): number {
  return sound.reduce((most, value, n) => Math.max(most, Math.abs(value - (sound[n - 1] ?? value))), 0);
}

describe('Mixer', () => {
  it('passes a single source on as it is, the same planes', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    const batch = batchOf(0, { soundAt: tone(440) });
    run.mixer.push('a', batch, 0);
    expect(run.batches[0]?.planes).to.equal(batch.planes);
  });

  it('gives every sample of the lead at once, and none twice, while another source comes and goes', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    for (let number = 0; number < 300; number++) {
      if (number === 100) run.mixer.openLive('b');
      if (number === 200) run.mixer.close('b', number * BATCH_MS);
      if (number >= 100 && number < 200) run.push('b', number);
      run.push('a', number, { soundAt: (ms) => Math.round(ms * 48) / 65_536 });
    }
    expect([...run.sound]).to.deep.equal(Array.from({ length: 300 * BATCH_FRAMES }, (_, n) => n / 65_536));
  });

  it('puts another source where it was captured, whatever its rate and however late it comes', () => {
    for (const rateHz of [48_000, 44_100]) {
      const run = new MixRun();
      run.mixer.openLive('a');
      run.mixer.openLive('b');
      for (let number = 0; number < 200; number++) {
        run.push('a', number);
        // Comes in bursts of 50 ms.
        if (number % 5 !== 0 || number < 10) continue;
        for (let late = number - 8; late < number - 3; late++) {
          run.push('b', late, { soundAt: tone(440), rateHz, arrivedAtMs: number * BATCH_MS });
        }
      }
      const expected = Array.from(run.sound, (_, n) => tone(440)(n / 48));
      const differences = [...run.sound]
        .slice(9_600)
        .map((value, n) => Math.abs(value - (expected[n + 9_600] ?? 0)));
      expect(Math.max(...differences), `${rateHz} Hz`).to.be.below(0.002);
    }
  });

  it('waits 100 ms for a source that has stopped, and for a second no longer', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    run.push('a', 0);
    run.push('b', 0);
    for (let number = 1; number < 20; number++) run.push('a', number);
    expect(run.batches.length).to.be.within(9, 12);
    for (let number = 20; number < 110; number++) run.push('a', number);
    expect(run.batches).to.have.length(110);
  });

  it('keeps a source at its place whose clock is 300 ppm off', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    const stray = 1.0003;
    for (let number = 0; number < 1_500; number++) {
      const capturedAtMs = number * BATCH_MS * stray;
      const batch = batchOf(number, { soundAt: (ms) => tone(100)(ms * stray) });
      run.push('a', number);
      run.mixer.push('b', { ...batch, durationMs: BATCH_MS * stray }, capturedAtMs);
    }
    const late = [...run.sound].slice(-48_000);
    const offset = run.sound.length - late.length;
    const differences = late.map((value, n) => Math.abs(value - tone(100)((offset + n) / 48)));
    // 1 ms would make 0.3.
    expect(Math.max(...differences)).to.be.below(0.25);
  });

  it('changes gain and mutes without a click', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    for (let number = 0; number < 60; number++) {
      if (number === 10) run.mixer.channels.set({ a: plain({ gainDb: 6 }) });
      if (number === 30) run.mixer.channels.set({ a: plain({ gainDb: 6, isMuted: true }) });
      if (number === 45) run.mixer.channels.set({ a: plain() });
      run.push('a', number, { soundAt: tone(100, 0.25) });
    }
    const steepest = 0.5 * 2 * Math.PI * (100 / MIX_RATE_HZ);
    expect(largestStep(run.sound)).to.be.below(steepest + 0.002);
    expect(Math.max(...run.sound.slice(15 * 480, 30 * 480))).to.be.closeTo(0.5, 0.01);
    expect(Math.max(...run.sound.slice(35 * 480, 44 * 480))).to.equal(0);
  });

  it('lets only what is solo be heard', () => {
    const run = new MixRun();
    run.mixer.channels.set({ a: plain(), b: plain({ isSolo: true }) });
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    for (let number = 0; number < 50; number++) {
      run.push('b', number, { soundAt: () => 0.25 });
      run.push('a', number, { soundAt: () => 0.5 });
    }
    expect(run.sound.at(-1)).to.be.closeTo(0.25, 0.001);
  });

  it('lowers music under a voice, and lets it back', () => {
    const run = new MixRun();
    run.mixer.channels.set({ voice: plain({ talksOver: true }), music: plain() });
    run.mixer.openLive('voice');
    run.mixer.openLive('music');
    const speaks = (number: number) => number >= 100 && number < 200;
    for (let number = 0; number < 450; number++) {
      run.push('music', number, { soundAt: () => 0.5 });
      run.push('voice', number, { soundAt: () => (speaks(number) ? 0.1 : 0) });
    }
    const at = (number: number) => run.sound[number * BATCH_FRAMES] ?? 0;
    expect(at(90)).to.be.closeTo(0.5, 0.001);
    expect(at(150)).to.be.closeTo(0.2, 0.001);
    expect(at(445)).to.be.closeTo(0.5, 0.001);
    expect(largestStep(run.sound.slice(9_600))).to.be.below(0.11);
  });

  it('goes on with the next source where the lead was lost', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    for (let number = 0; number < 200; number++) {
      if (number < 100) run.push('a', number);
      run.push('b', number, { soundAt: tone(440) });
      if (number === 100) run.mixer.close('a', number * BATCH_MS);
    }
    const ends = run.batches.map(({ planes, capturedAtMs }) => capturedAtMs + (planes[0]?.length ?? 0) / 48);
    for (const [index, { capturedAtMs }] of run.batches.slice(1).entries()) {
      expect(capturedAtMs).to.be.closeTo(ends[index] ?? 0, 0.03);
    }
    expect(run.events).to.have.length(1);
    expect(run.sound.length).to.be.closeTo(200 * BATCH_FRAMES, 1);
    expect(largestStep(run.sound.slice(9_600))).to.be.below(0.04);
  });

  it('lets another source lead when the lead gives nothing for a second, and takes it back as one of them', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    for (let number = 0; number < 400; number++) {
      if (number < 50 || number >= 300) run.push('a', number, { soundAt: () => 0.25 });
      run.push('b', number, { soundAt: () => 0.5 });
      run.mixer.tick((number + 1) * BATCH_MS);
    }
    expect(run.sound.length).to.be.closeTo(400 * BATCH_FRAMES, 12 * BATCH_FRAMES);
    expect(run.sound[200 * BATCH_FRAMES]).to.equal(0.5);
    expect(run.sound.at(-1)).to.be.closeTo(0.75, 0.001);
  });

  it('lets a live source that is taken away at full sound fade out from where it ended, as loud as it was', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    run.mixer.channels.set({ a: plain(), b: plain({ gainDb: 6 }) });
    for (let number = 0; number < 150; number++) {
      if (number === 100) {
        run.mixer.close('b', number * BATCH_MS);
        run.mixer.channels.set({ a: plain() });
      }
      if (number < 100) run.push('b', number, { soundAt: () => 0.5 });
      run.push('a', number);
    }
    expect(Math.max(...run.sound)).to.be.closeTo(1, 0.01);
    expect(largestStep(run.sound)).to.be.below(0.01);
    expect(Math.max(...run.sound.slice(-BATCH_FRAMES))).to.equal(0);
  });

  it('lets files that are taken away at full sound fade out', () => {
    const run = new MixRun();
    const deck = new DeckPlayer(() => undefined);
    run.mixer.openLive('a');
    run.mixer.openDeck('deck', deck);
    deck.push('file', [new Float32Array(MIX_RATE_HZ).fill(0.5)], MIX_RATE_HZ);
    deck.isPlaying = true;
    for (let number = 0; number < 100; number++) {
      if (number === 50) run.mixer.close('deck', number * BATCH_MS);
      run.push('a', number);
    }
    expect(Math.max(...run.sound)).to.equal(0.5);
    expect(largestStep(run.sound)).to.be.below(0.005);
  });

  it('lets a lead that is lost at full sound fade out under the next one', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.mixer.openLive('b');
    for (let number = 0; number < 150; number++) {
      if (number < 100) run.push('a', number, { soundAt: () => 0.5 });
      run.push('b', number);
      if (number === 100) run.mixer.close('a', number * BATCH_MS);
    }
    expect(largestStep(run.sound)).to.be.below(0.005);
    expect(Math.max(...run.sound.slice(-BATCH_FRAMES))).to.equal(0);
  });

  it('lets nothing fade out in sound that begins after a gap', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    for (let number = 0; number < 10; number++) run.push('a', number, { soundAt: () => 0.5 });
    run.mixer.close('a', 100);
    run.mixer.openLive('b');
    run.push('b', 100);
    expect(Math.max(...(run.batches.at(-1)?.planes[0] ?? []))).to.equal(0);
  });

  it('declares what a single source drops, and what is lost with it', () => {
    const run = new MixRun();
    run.mixer.openLive('a');
    run.push('a', 0);
    run.mixer.skip('a', 20, 30);
    run.push('a', 3);
    run.mixer.close('a', 40);
    expect(run.events).to.deep.equal(['skip 20', 'lost 40.0']);
  });
});
