import { expect } from 'chai';
import { FaultStage, latestPromptMs } from '../helpers/fault-stage.ts';
import { httpGet } from '../helpers/http-get.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerWallClock } from '../helpers/server-wall-clock.ts';

const HOUR_SECONDS = 3_600;
const SEGMENT_MS = 1_920;
const MS_PER_SECOND = 1_000;
const AWAY_MS = 1_000;
/** Dates are whole milliseconds, and follow the source's clock. */
const DATE_TOLERANCE_MS = 3;

describe('a server whose wall clock is set', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  requireProgram('faketime');
  let clock: ServerWallClock;
  let stage: FaultStage;

  before(async () => {
    clock = await ServerWallClock.create();
    const settings = clock.environment;
    stage = await FaultStage.open({ chromiumPath: chromium.path, ffmpegPath: ffmpeg.path, settings });
  });
  after(async () => {
    await stage?.close();
    await clock?.close();
  });

  /** How far the server's wall clock is ahead, as its answers say. */
  async function saidAheadSeconds(): Promise<number> {
    const { headers } = await httpGet(stage.server.url('/healthz'));
    return (Date.parse(headers.date ?? '') - Date.now()) / MS_PER_SECOND;
  }

  /** How far the newest date is ahead of what the server tells listeners to be the time, in ms. */
  async function datesAheadMs(): Promise<number> {
    const { body } = await httpGet(stage.server.url('/api/time'));
    const newestMs = stage.watch.datesMs.at(-1) ?? Number.NaN;
    return newestMs - (JSON.parse(body.toString()) as { nowMs: number }).nowMs;
  }

  for (const hours of [-1, 1, 0]) {
    it(`notices nothing of it at ${hours} h`, async () => {
      const { stalls, playlistFaults } = await stage.noticeDuring(async () => {
        await clock.set(hours * HOUR_SECONDS);
        await stage.settle();
      });
      expect(await saidAheadSeconds()).to.be.closeTo(hours * HOUR_SECONDS, 5);
      expect({ stalls, playlistFaults }).to.deep.equal({ stalls: 0, playlistFaults: [] });
      expect(stage.watch.greatestDateJumpMs(SEGMENT_MS)).to.be.at.most(DATE_TOLERANCE_MS);
    });
  }

  for (const hours of [-1, 1]) {
    it(`goes on with the broadcast where it is killed, and started again at ${hours} h`, async () => {
      const { playlistFaults } = await stage.noticeDuring(async () => {
        const back = await stage.killServer(AWAY_MS, () => clock.set(hours * HOUR_SECONDS));
        expect(back.heardAfterMs).to.be.at.most(latestPromptMs(back));
        await stage.settle();
      });
      expect(await saidAheadSeconds()).to.be.closeTo(hours * HOUR_SECONDS, 5);
      expect(playlistFaults).to.deep.equal([]);
      expect(stage.watch.greatestDateJumpMs(SEGMENT_MS)).to.be.at.most(DATE_TOLERANCE_MS);
      expect(await datesAheadMs(), 'how far dates are ahead of the time for listeners').to.be.within(
        -5_000,
        0,
      );
    });
  }

  it('loses nothing: the journal is the source', async () => {
    expect((await stage.finish()).journalFault).to.equal(undefined);
  });
});
