import { expect } from 'chai';
import { NarrowStage } from '../helpers/narrow-stage.ts';
import { NetworkNamespace } from '../helpers/network-namespace.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { skipSuite } from '../helpers/skipped-suite.ts';

const UPLINK_BPS = 300_000;
const NARROW_MS = 15_000;
/** Until the page has noticed and what it had sent before is through. */
const MOST_LACKED_MS = 3_000;
const LEAST_SOUND_SHARE = 0.95;
const WHOLE_WITHIN_MS = 60_000;

describe('an uplink of 300 kbit/s, by traffic shaping in a network namespace', function () {
  this.timeout(90_000);
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  requireProgram('tc');
  let namespace: NetworkNamespace;
  let stage: NarrowStage;

  before(async function () {
    namespace = await NetworkNamespace.create().catch((cause: unknown) =>
      skipSuite(this, `no network namespace can be made here: ${String(cause).split('\n')[0]}`),
    );
    stage = await NarrowStage.open({ chromiumPath: chromium.path, ffmpegPath: ffmpeg.path, namespace });
  });
  after(async () => {
    await stage?.close();
    await namespace?.close();
  });

  it('leaves the broadcast on air, with its sound', async () => {
    const hearing = await stage.limit(UPLINK_BPS, NARROW_MS);
    expect(hearing.lackedMs, 'without sound at first').to.be.at.most(MOST_LACKED_MS);
    expect(hearing.soundShare, 'with sound then').to.be.at.least(LEAST_SOUND_SHARE);
    expect(hearing.playlistFaults).to.deep.equal([]);
    expect(hearing.unacknowledgedMs, 'waiting for room').to.be.at.least(NARROW_MS / 2);
  });

  it('is made up for within a minute once it is wide again', () => stage.relieve(WHOLE_WITHIN_MS));

  it('costs the journal not one sample', async () => {
    expect(await stage.finish()).to.equal(undefined);
  });
});
