import { expect } from 'chai';
import {
  type Continued,
  Continuity,
  type Stamped,
} from '../../../packages/ingest/src/wire/capture-continuity.ts';

const BATCH_MS = 10;
const OPTIONS = { toleranceMs: 7.5, certainAfterMs: 150 };

/**
 * Feeds batches of 10 ms with these time stamps; returns what came out, gaps as their length. They arrive when they
 * are complete, unless it is said when.
 */
function feed(
  stamps: readonly number[],
  arrivals: readonly number[] = stamps.map((stamp) => stamp + BATCH_MS),
): { batches: number; gaps: number[]; lastAtMs: number } {
  const continuity = new Continuity<Stamped>(OPTIONS);
  const out: Continued<Stamped>[] = stamps.flatMap((capturedAtMs, index) =>
    continuity.push({ capturedAtMs, arrivedAtMs: arrivals[index] ?? 0, durationMs: BATCH_MS }),
  );
  out.push(...continuity.flush());
  const last = out.at(-1);
  return {
    batches: out.filter(({ kind }) => kind === 'batch').length,
    gaps: out.flatMap((piece) => (piece.kind === 'gap' ? [piece.durationMs] : [])),
    lastAtMs: last?.kind === 'batch' ? last.capturedAtMs : Number.NaN,
  };
}

/** Stamps of a source without faults. */
function steady(count: number, fromMs = 0): number[] {
  return Array.from({ length: count }, (_, index) => fromMs + index * BATCH_MS);
}

describe('Continuity', () => {
  it('passes a steady source on at once', () => {
    const continuity = new Continuity<Stamped>(OPTIONS);
    for (const capturedAtMs of steady(10)) {
      expect(
        continuity.push({ capturedAtMs, arrivedAtMs: capturedAtMs, durationMs: BATCH_MS }),
      ).to.have.length(1);
    }
  });

  it('finds a gap of one batch, and its length', () => {
    expect(feed([...steady(100), ...steady(100, 1_010)])).to.include({ batches: 200 });
    expect(feed([...steady(100), ...steady(100, 1_010)]).gaps).to.deep.equal([10]);
  });

  it('takes the least late of what follows for the length of a gap', () => {
    const late = steady(100, 1_200).map((stamp, index) => stamp + (index % 3) * 2);
    expect(feed([...steady(100), ...late]).gaps).to.deep.equal([200]);
  });

  it('declares a gap where it is, before the batches that follow it', () => {
    const continuity = new Continuity<Stamped>(OPTIONS);
    const out = [...steady(3), ...steady(15, 100)].flatMap((capturedAtMs) =>
      continuity.push({ capturedAtMs, arrivedAtMs: capturedAtMs, durationMs: BATCH_MS }),
    );
    expect(out.slice(0, 5).map(({ kind }) => kind)).to.deep.equal([
      'batch',
      'batch',
      'batch',
      'gap',
      'batch',
    ]);
    expect(out[4]).to.include({ capturedAtMs: 100 });
  });

  it('finds no gap where batches are late and catch up', () => {
    const stamps = steady(300).map((stamp, index) => (index >= 100 && index < 112 ? 1_120 : stamp));
    expect(feed(stamps)).to.deep.include({ batches: 300, gaps: [] });
  });

  for (const partsPerMillion of [-300, 300]) {
    it(`finds no gap in an hour of a source that is off by ${partsPerMillion} ppm, and follows it`, () => {
      const stamps = steady(360_000).map((stamp) => stamp * (1 + partsPerMillion / 1e6));
      const { gaps, batches, lastAtMs } = feed(stamps);
      expect(gaps).to.deep.equal([]);
      expect(batches).to.equal(360_000);
      expect(lastAtMs).to.be.closeTo(stamps.at(-1) ?? 0, 2);
    });
  }

  it('finds no gap in stamps that tremble', () => {
    const stamps = steady(10_000).map((stamp, index) => stamp + ((index * 7_919) % 70) / 10);
    expect(feed(stamps).gaps).to.deep.equal([]);
  });

  it('finds no gap where the stamps alone jump, and believes them from then on', () => {
    const stamps = [...steady(50), ...steady(100, 650)];
    const arrivals = steady(150, 200);
    expect(feed(stamps, arrivals)).to.deep.include({ gaps: [], batches: 150, lastAtMs: 1_640 });
  });

  it('finds no gap where a source begins with a burst of old sound', () => {
    const stamps = [...steady(20), ...steady(100, 360)];
    const arrivals = [...steady(20).map(() => 360), ...steady(100, 370)];
    expect(feed(stamps, arrivals).gaps).to.deep.equal([]);
  });

  it('finds what was thrown away while nobody read', () => {
    const stamps = [...steady(100), ...steady(600, 4_000)];
    const arrivals = stamps.map((stamp) => (stamp >= 4_000 ? Math.max(9_000, stamp + 10) : stamp + 10));
    expect(feed(stamps, arrivals)).to.deep.include({ gaps: [3_000], batches: 700 });
  });

  it('begins anew where stamps jump back', () => {
    const { gaps, lastAtMs } = feed([...steady(100, 50_000), ...steady(100)]);
    expect(gaps).to.deep.equal([]);
    expect(lastAtMs).to.be.closeTo(990, 0.01);
  });
});
