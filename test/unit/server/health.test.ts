import { expect } from 'chai';
import { mock } from 'node:test';
import { Health } from '../../../packages/server/src/health/health.ts';

describe('health', () => {
  it('is what every check says, one that fails included', async () => {
    const health = new Health(
      [
        { name: 'fine', findFault: () => undefined },
        { name: 'broken', findFault: () => 'it is full' },
        { name: 'failing', findFault: () => Promise.reject(new Error('it cannot be looked at')) },
      ],
      () => 0,
    );
    expect(await health.report()).to.deep.equal({
      status: 'failing',
      checks: { fine: 'ok', broken: 'it is full', failing: 'it cannot be looked at' },
    });
  });

  it('is looked at once a second, however often it is asked for', async () => {
    let [nowMs, looks, fault] = [0, 0, undefined as string | undefined];
    const findFault = (): string | undefined => {
      looks += 1;
      return fault;
    };
    const health = new Health([{ name: 'disk', findFault }], () => nowMs);
    await Promise.all([health.report(), health.report()]);
    nowMs = 999;
    await health.report();
    expect(looks).to.equal(1);
    fault = 'full';
    nowMs = 1_000;
    expect((await health.report()).status).to.equal('failing');
    fault = undefined;
    nowMs = 2_000;
    expect(await health.report()).to.deep.equal({ status: 'ok', checks: { disk: 'ok' } });
  });

  describe('of what hangs', () => {
    beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
    afterEach(() => mock.timers.reset());

    it('is failing later where it may take longer, and well if it answers by then', async () => {
      const findFault = (): Promise<undefined> =>
        new Promise((resolve) => setTimeout(() => resolve(undefined), 9_000));
      const health = new Health([{ name: 'ffmpeg', findFault, answerWithinMs: 10_000 }], () => 0);
      const report = health.report();
      mock.timers.tick(9_000);
      expect(await report).to.deep.equal({ status: 'ok', checks: { ffmpeg: 'ok' } });
    });

    it('is failing after 2 s, and it is not looked at again before it answers', async () => {
      let [nowMs, looks] = [0, 0];
      let answer: ((fault: string | undefined) => void) | undefined;
      const findFault = (): Promise<string | undefined> => {
        looks += 1;
        return new Promise((resolve) => (answer = resolve));
      };
      const health = new Health([{ name: 'disk', findFault }], () => nowMs);
      const failing = { status: 'failing', checks: { disk: 'it did not answer within 2 s' } };
      const report = health.report();
      mock.timers.tick(2_000);
      expect(await report).to.deep.equal(failing);
      for (nowMs = 2_000; nowMs < 60_000; nowMs += 1_000) {
        expect(await health.report(), 'at once').to.deep.equal(failing);
      }
      expect(looks).to.equal(1);
      answer?.(undefined);
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += 1_000;
      const next = health.report();
      expect(looks).to.equal(2);
      answer?.(undefined);
      expect(await next).to.deep.equal({ status: 'ok', checks: { disk: 'ok' } });
    });
  });
});
