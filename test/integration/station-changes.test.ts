import { renditionOf, type StationTraits } from '@ringcast/segmenter';
import { expect } from 'chai';
import { requireProgram } from '../helpers/required-program.ts';
import { StationRun } from '../helpers/station-run.ts';

/** Equal each time, and never the same object. */
function traits(changed: Partial<StationTraits> = {}): StationTraits {
  const renditions = ['aac-96', 'flac'].flatMap((name) => renditionOf(name) ?? []);
  return { profile: 'low', renditions, ...changed };
}

describe('Station, changes of its settings', () => {
  const ffmpeg = requireProgram('ffmpeg');

  it('wait for the next broadcast, as long as that would be another than the one on air', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    run.station.configure(traits());
    expect(run.station.isChangePending, 'nothing is another').to.equal(false);
    run.station.configure(traits({ delayMs: 500 }));
    expect(run.station.isChangePending).to.equal(true);
    run.station.configure(traits());
    expect(run.station.isChangePending, 'it was taken back').to.equal(false);
    run.station.configure(traits({ profile: 'ultra' }));
    await run.feed.end();
    expect(run.station.isChangePending, 'the broadcast is over').to.equal(false);
  });
});
