import { expect } from 'chai';
import { FaultStage } from '../helpers/fault-stage.ts';
import { httpGet } from '../helpers/http-get.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerWallClock } from '../helpers/server-wall-clock.ts';

const HOUR_SECONDS = 3_600;
const SEGMENT_MS = 1_920;
const MS_PER_SECOND = 1_000;
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

  /** By how much each segment of the playlist begins later than the end of the one before, in ms. */
  function dateJumpsMs(): number[] {
    const dates = [...stage.watch.text.matchAll(/^#EXT-X-PROGRAM-DATE-TIME:(.+)$/gm)];
    const times = dates.map(([, date = '']) => Date.parse(date));
    return times.slice(1).map((time, index) => Math.abs(time - (times[index] ?? time) - SEGMENT_MS));
  }

  for (const hours of [-1, 1, 0]) {
    it(`notices nothing of it at ${hours} h`, async () => {
      const { stalls, playlistFaults } = await stage.noticeDuring(async () => {
        await clock.set(hours * HOUR_SECONDS);
        await stage.settle();
      });
      expect(await saidAheadSeconds()).to.be.closeTo(hours * HOUR_SECONDS, 5);
      expect({ stalls, playlistFaults }).to.deep.equal({ stalls: 0, playlistFaults: [] });
      expect(Math.max(...dateJumpsMs())).to.be.at.most(DATE_TOLERANCE_MS);
    });
  }

  it('loses nothing: the journal is the source', async () => {
    expect((await stage.finish()).journalFault).to.equal(undefined);
  });
});
