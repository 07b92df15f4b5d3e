import { expect } from 'chai';
import { decide, firstDecision } from '../../../../packages/player/browser/playback/adaptation.ts';
import type { LinkModel } from './link-simulation.ts';
import { SimulatedListener } from './listener-simulation.ts';

const roundTripMs = 20;
const TOP = 3;

describe('adaptation to a link', () => {
  it('reaches the top rung of a good link in one switch, and stays', () => {
    const heard = new SimulatedListener({ rateBps: () => 5_000_000, roundTripMs }).playUntil(60_000);
    expect(heard.switches.map(({ rung }) => rung)).to.deep.equal([TOP]);
    expect(heard.rungAt(6_000)).to.equal(TOP);
    expect(heard.stalls).to.deep.equal([]);
  });

  it('comes down when the link narrows to 120 kbit/s: one short stall at most, then none', () => {
    const rateBps = (atMs: number): number => (atMs < 20_000 ? 5_000_000 : 120_000);
    const heard = new SimulatedListener({ rateBps, roundTripMs }).playUntil(80_000);
    expect(heard.rungAt(23_000)).to.equal(0);
    expect(heard.stalls.length).to.be.at.most(1);
    for (const { atMs, forMs } of heard.stalls) {
      expect(forMs).to.be.at.most(1_000);
      expect(atMs).to.be.below(23_000);
    }
    expect(heard.switches.filter(({ atMs }) => atMs > 23_000)).to.deep.equal([]);
  });

  it('is at the top rung within 15 s after the link is good again', () => {
    const rateBps = (atMs: number): number => (atMs > 20_000 && atMs < 80_000 ? 120_000 : 5_000_000);
    const heard = new SimulatedListener({ rateBps, roundTripMs }).playUntil(110_000);
    expect(heard.rungAt(79_000)).to.equal(0);
    expect(heard.rungAt(95_000)).to.equal(TOP);
  });

  for (const burstBytes of [0, 3_200]) {
    it(`does not follow a link that swings, where ${burstBytes} bytes go through at once`, () => {
      const rateBps = (atMs: number): number => (Math.floor(atMs / 5_000) % 2 === 0 ? 800_000 : 200_000);
      const heard = new SimulatedListener({ rateBps, roundTripMs, burstBytes }).playUntil(120_000);
      for (let swingMs = 0; swingMs < 120_000; swingMs += 5_000) {
        const inSwing = heard.switches.filter(({ atMs }) => atMs >= swingMs && atMs < swingMs + 5_000);
        expect(inSwing.length, `switches from ${swingMs} ms on`).to.be.at.most(1);
      }
      expect(heard.stalls.filter(({ atMs }) => atMs > 10_000)).to.deep.equal([]);
      for (let atMs = 10_000; atMs < 120_000; atMs += 1_000)
        expect(heard.rungAt(atMs), `at ${atMs} ms, where the slow half carries rung 1`).to.equal(1);
    });
  }

  for (const burstBytes of [3_200, 8_000, 16_000]) {
    it(`is not taken in by a narrow link that lets ${burstBytes} bytes through at once`, () => {
      const rateBps = (): number => 200_000;
      const heard = new SimulatedListener({ rateBps, roundTripMs, burstBytes }).playUntil(120_000);
      expect(heard.switches).to.deep.equal([]);
      expect(heard.stalls).to.deep.equal([]);
    });
  }

  it('takes a hiccup of the network for no narrow link', () => {
    const isAway = (atMs: number): boolean => atMs % 20_000 > 19_800;
    const rateBps = (atMs: number): number => (isAway(atMs) ? 0 : 5_000_000);
    const heard = new SimulatedListener({ rateBps, roundTripMs }).playUntil(200_000);
    expect(heard.switches.map(({ rung }) => rung)).to.deep.equal([TOP]);
    expect(heard.stalls).to.deep.equal([]);
  });

  it('leaves parts that are a little late alone where the link was not measured', () => {
    const late = {
      bitratesBps: [48_000, 96_000],
      partMs: 64,
      bufferedMs: 200,
      samples: [],
      hasStalled: false,
    };
    const rungAfter = (latenessMs: number): number => {
      const once = decide({ ...late, latenessMs, nowMs: 1_000 }, firstDecision(1));
      return decide({ ...late, latenessMs, nowMs: 1_064 }, once).rung;
    };
    expect(rungAfter(80)).to.equal(1);
    expect(rungAfter(150)).to.equal(0);
  });

  it('takes a climb back altogether, however little the first late part says', () => {
    const good = { atMs: 0, bitrateBps: 20_000_000, bytes: 5_000, isCertain: false };
    const look = { bitratesBps: [48_000, 96_000, 160_000, 256_000], partMs: 192, hasStalled: false };
    const samples = [8_000, 9_000, 9_800].map((atMs) => ({ ...good, atMs }));
    const climbed = decide(
      { ...look, nowMs: 10_000, bufferedMs: 500, latenessMs: 0, samples },
      { ...firstDecision(1), fellAtMs: 0, rehearsedFromMs: 8_000 },
    );
    expect(climbed.rung).to.equal(3);
    const late = { ...look, nowMs: 14_000, bufferedMs: 90, latenessMs: 300, samples: [] };
    expect(decide(late, climbed).rung).to.equal(1);
  });

  it('begins no rehearsal anew for a part that comes late', () => {
    const good = { bitrateBps: 5_000_000, bytes: 5_000, isCertain: false };
    const samples = [8_000, 8_500, 9_500].map((atMs) => ({ ...good, atMs }));
    const look = { bitratesBps: [48_000, 96_000, 160_000], partMs: 192, hasStalled: false, samples };
    const late = { ...look, nowMs: 9_700, bufferedMs: 300, latenessMs: 100 };
    const before = decide(late, { ...firstDecision(1), rehearsedFromMs: 8_100 });
    expect(before.rung).to.equal(1);
    expect(decide({ ...late, nowMs: 9_900, latenessMs: 0 }, before).rung).to.equal(2);
  });

  it('counts a climb that is taken back once, however far the fall goes on', () => {
    const narrow = { bitrateBps: 100_000, bytes: 6_000, isCertain: true };
    const look = { bitratesBps: [48_000, 96_000, 160_000, 256_000], partMs: 192, hasStalled: false };
    const late = { ...look, bufferedMs: 200, latenessMs: 200 };
    const climbed = { ...firstDecision(3), climbedFrom: 1, climbedAtMs: 0 };
    const once = decide(
      { ...late, nowMs: 1_000, samples: [{ ...narrow, bitrateBps: 200_000, atMs: 1_000 }] },
      climbed,
    );
    const twice = decide({ ...late, nowMs: 1_400, samples: [{ ...narrow, atMs: 1_400 }] }, once);
    expect([once.rung, twice.rung]).to.deep.equal([1, 0]);
    expect(twice.relapses).to.equal(1);
  });

  describe('where the sound stops twice on the lowest rung', () => {
    function unitAfterStalls(bitrateBps: number): string {
      const samples = [{ atMs: 9_000, bitrateBps, bytes: 3_000, isCertain: false }];
      const look = {
        bitratesBps: [48_000],
        partMs: 192,
        bufferedMs: 0,
        latenessMs: 500,
        samples,
        hasStalled: true,
      };
      const once = decide({ ...look, nowMs: 10_000 }, firstDecision(0));
      return decide({ ...look, nowMs: 11_000 }, once).unit;
    }

    it('takes segments where the link is narrow', () => expect(unitAfterStalls(80_000)).to.equal('segments'));

    it('stays with parts where it was away', () => expect(unitAfterStalls(5_000_000)).to.equal('parts'));
  });

  describe('that carries no parts', () => {
    const narrow: LinkModel = {
      rateBps: (atMs) => (atMs > 20_000 && atMs < 80_000 ? 68_000 : 5_000_000),
      roundTripMs,
    };

    it('goes over to whole segments, and the sound goes on', () => {
      const heard = new SimulatedListener(narrow).playUntil(79_000);
      expect(heard.switches.at(-1)).to.include({ rung: 0, unit: 'segments' });
      expect(heard.stalls.filter(({ atMs }) => atMs > 35_000)).to.deep.equal([]);
    });

    it('comes back to parts and to the top once it does', () => {
      const heard = new SimulatedListener(narrow).playUntil(120_000);
      expect(heard.switches.at(-1)).to.include({ unit: 'parts' });
      expect(heard.rungAt(119_000)).to.equal(TOP);
    });
  });
});
