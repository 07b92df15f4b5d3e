import { expect } from 'chai';
import { simulateClocks } from '../../../helpers/clock-simulation.ts';

const HOURS = 24;
const JITTER_MS = 80;

describe('the clocks of a source and the server', function () {
  this.timeout(120_000);

  for (const ppm of [167, -200]) {
    for (const delayMs of [0, 8_000]) {
      it(`stray by ${ppm} ppm for a day, ${delayMs} ms behind: nothing grows, nothing is lost`, () => {
        const report = simulateClocks({ ppm, delayMs, hours: HOURS, jitterMs: JITTER_MS, statedErrorMs: 5 });
        const [least, greatest] = report.delaysMs;
        expect(greatest - least).to.be.at.most(100);
        expect(least).to.be.within(delayMs - 20, delayMs + 50);
        expect(report).to.include({ silentSamples: 0, lateSamples: 0, waitMs: 0 });
        expect(report.sentSamples - report.onAirSamples).to.be.within(delayMs * 48 - 960, delayMs * 48 + 960);
        expect(report.dateErrorMs).to.be.at.most(10);
        expect(report.dateStepErrorMs).to.be.at.most(2);
        expect(report.driftPpm).to.be.within(ppm - 5, ppm + 5);
      });
    }
  }

  it('are told apart by the arrival of samples alone', () => {
    const report = simulateClocks({ ppm: 167, hours: 3, jitterMs: JITTER_MS });
    expect(report.dateErrorMs).to.be.at.most(12);
    expect(report.dateStepErrorMs).to.be.at.most(2);
    expect(report.driftPpm).to.be.within(162, 172);
  });
});
