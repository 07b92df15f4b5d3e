import { expect } from 'chai';
import { FaultStage } from '../helpers/fault-stage.ts';
import type { FlacListener } from '../helpers/flac-listener.ts';
import { requireProgram } from '../helpers/required-program.ts';

const AWAY_MS = 3_000;
const PLAYS_AGAIN_WITHIN_MS = 3_000;
/** Another value means another load of the page. */
const LOADED_AT = 'performance.timeOrigin';

describe('a server that is killed and started again', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let stage: FaultStage;
  let lateListener: FlacListener | undefined;

  before(async () => {
    stage = await FaultStage.open({ chromiumPath: chromium.path, ffmpegPath: ffmpeg.path });
  });
  after(async () => {
    await lateListener?.close();
    await stage.close();
  });

  it('is heard again within 3 s, by players that stay on their page', async () => {
    const pages = stage.players.map(({ page }) => page);
    const loadedAt = await Promise.all(pages.map((page) => page.evaluate(LOADED_AT)));
    const returnedAfterMs = await stage.killServer(AWAY_MS);
    expect(Math.max(...returnedAfterMs)).to.be.at.most(PLAYS_AGAIN_WITHIN_MS);
    expect(await Promise.all(pages.map((page) => page.evaluate(LOADED_AT)))).to.deep.equal(loadedAt);
  });

  it('goes on with the playlist it had', async () => {
    lateListener = stage.listenTo('window');
    await stage.settle();
    expect([...stage.watch.ledger.faults, ...stage.watch.faults]).to.deep.equal([]);
    expect(stage.server.log).to.not.contain('"level":50');
  });

  it('loses nothing: the journal is the source, and so is what was on air before and after', async () => {
    const { journalFault } = await stage.finish();
    expect(journalFault).to.equal(undefined);
    const flac = await lateListener?.ended();
    expect(flac?.faults).to.deep.equal([]);
    // Silence may stand in for the time that the broadcaster took to come back.
    expect(flac?.displacedSamples, 'of sound that is not in its place').to.equal(0);
  });
});
