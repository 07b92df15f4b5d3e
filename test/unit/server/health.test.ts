import { expect } from 'chai';
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
});
