import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { ServerClock } from '../../../packages/server/src/server-clock.ts';

const HOUR_MS = 3_600_000;
const SILENT = pino({ level: 'silent' });
/** The machine's uptime is that exact. */
const TOLERANCE_MS = 50;

describe('ServerClock', function () {
  let folder: string;

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-clock-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A former process went by a clock that was so far ahead of the present one. */
  async function leaveClock(aheadMs: number, change: { bootId?: string } = {}): Promise<void> {
    new ServerClock(folder, SILENT).goOn(() => false);
    const file = join(folder, 'clock.json');
    const kept = JSON.parse(await readFile(file, 'utf8')) as { bootedAtMs: number };
    await writeFile(file, JSON.stringify({ ...kept, bootedAtMs: kept.bootedAtMs + aheadMs, ...change }));
  }

  function aheadOf(clock: ServerClock): number {
    return clock.now() - Date.now();
  }

  for (const aheadMs of [HOUR_MS, -HOUR_MS]) {
    it(`goes on by a clock that is ${aheadMs} ms ahead, where somebody needs that`, async () => {
      await leaveClock(aheadMs);
      const clock = new ServerClock(folder, SILENT);
      let askedAtMs = 0;
      clock.goOn((nowMs) => {
        askedAtMs = nowMs;
        return true;
      });
      expect(askedAtMs - Date.now()).to.be.closeTo(aheadMs, TOLERANCE_MS);
      expect(aheadOf(clock)).to.be.closeTo(aheadMs, TOLERANCE_MS);
      const next = new ServerClock(folder, SILENT);
      next.goOn(() => true);
      expect(aheadOf(next), 'after another restart').to.be.closeTo(aheadMs, TOLERANCE_MS);
    });
  }

  it('goes by the wall clock where nobody needs the former one', async () => {
    await leaveClock(HOUR_MS);
    const clock = new ServerClock(folder, SILENT);
    clock.goOn(() => false);
    expect(aheadOf(clock)).to.be.closeTo(0, TOLERANCE_MS);
  });

  it('does not ask about a clock that was not set', async () => {
    await leaveClock(20);
    const clock = new ServerClock(folder, SILENT);
    clock.goOn(() => expect.fail('asked'));
    expect(aheadOf(clock)).to.be.closeTo(0, TOLERANCE_MS);
  });

  it('goes by the wall clock where the machine was started anew', async () => {
    await leaveClock(HOUR_MS, { bootId: 'another' });
    const clock = new ServerClock(folder, SILENT);
    clock.goOn(() => true);
    expect(aheadOf(clock)).to.be.closeTo(0, TOLERANCE_MS);
  });

  it('overlooks a file that is broken', async () => {
    await writeFile(join(folder, 'clock.json'), '{"bootId":');
    const clock = new ServerClock(folder, SILENT);
    clock.goOn(() => true);
    expect(aheadOf(clock)).to.be.closeTo(0, TOLERANCE_MS);
  });
});
