import { expect } from 'chai';
import { FaultStage, latestPromptMs } from '../helpers/fault-stage.ts';
import type { FlacListener } from '../helpers/flac-listener.ts';
import { requireProgram } from '../helpers/required-program.ts';

const AWAY_MS = 3_000;
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

  it('is heard again as soon as it listens, by players that stay on their page', async () => {
    const pages = stage.players.map(({ page }) => page);
    const loadedAt = await Promise.all(pages.map((page) => page.evaluate(LOADED_AT)));
    const back = await stage.killServer(AWAY_MS);
    expect(back.heardAfterMs).to.be.at.most(latestPromptMs(back));
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
