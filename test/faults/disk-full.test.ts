import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { expect } from 'chai';
import { FaultStage, MAX_PAUSE_MS } from '../helpers/fault-stage.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { inspectSite } from '../helpers/site-inspection.ts';
import { skipSuite } from '../helpers/skipped-suite.ts';
import { TinyDisk } from '../helpers/tiny-disk.ts';

/** Journal and segments of a minute. */
const DISK_BYTES = 64 * 1_024 * 1_024;
const FULL_MS = 10_000;

describe('a disk that is full for 10 s, journal and segments both', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  let disk: TinyDisk;
  let stage: FaultStage;

  before(async function () {
    disk = await TinyDisk.mount(DISK_BYTES).catch((cause: unknown) =>
      skipSuite(this, `no file system can be mounted here: ${String(cause).split('\n')[0]}`),
    );
    const { folder } = disk;
    stage = await FaultStage.open({ chromiumPath: chromium.path, ffmpegPath: ffmpeg.path, folder });
  });
  after(async () => {
    await stage?.close();
    await disk?.unmount();
  });

  it('goes unnoticed by listeners, and is told to the broadcaster, who keeps the sound', async () => {
    const notice = await stage.noticeDuring(async () => {
      await disk.fill();
      await pass(FULL_MS);
      const { notice: told, unacknowledgedMs, onAirMs, acknowledgedMs } = stage.source.status.stats;
      expect(told?.code).to.equal('journal-failing');
      expect(unacknowledgedMs).to.be.at.least(FULL_MS / 2);
      expect(onAirMs - acknowledgedMs, 'on air and not on disk').to.be.at.least(FULL_MS / 2);
      await disk.relieve();
      await stage.settle();
    });
    const { stalls, playlistFaults, longestPauseMs } = notice;
    expect({ stalls, playlistFaults }).to.deep.equal({ stalls: 0, playlistFaults: [] });
    expect(longestPauseMs, 'without a new part').to.be.at.most(MAX_PAUSE_MS);
  });

  it('is over by itself once there is room', async () => {
    // Old segments that go make room for a moment.
    expect(stage.source.status.notices[0]).to.equal('journal-failing');
    expect(stage.source.status.notices.at(-1)).to.equal('journal-recovered');
    expect(stage.source.status.stats.unacknowledgedMs).to.be.below(2_000);
    expect(await inspectSite(join(stage.server.segmentsFolder, 'main'))).to.deep.equal([]);
  });

  it('loses nothing: the journal is the source, and so is what was on air', async () => {
    const { journalFault, flac } = await stage.finish();
    expect(journalFault).to.equal(undefined);
    expect(flac.faults).to.deep.equal([]);
    expect(flac.stretches, 'in one piece').to.have.length(1);
  });
});
