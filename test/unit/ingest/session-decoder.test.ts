import { SegmenterError } from '@ringcast/segmenter';
import { expect } from 'chai';
import type { Hello } from '../../../packages/ingest/src/wire/message.ts';
import { NATIVE_FORMAT } from '../../helpers/protocol-client.ts';
import { requireProgram } from '../../helpers/required-program.ts';
import { numberedBlock as block, setUpSession as setUp, turn } from '../../helpers/session-stage.ts';
import { StandInFfmpeg } from '../../helpers/stand-in-ffmpeg.ts';

/** Comes at a rate that ffmpeg has to change. */
const HELLO: Partial<Hello> = { format: { ...NATIVE_FORMAT, sampleRateHz: 44_100 } };

describe('Session, whose decoder fails between its stop and its end', () => {
  const ffmpeg = requireProgram('ffmpeg');

  /** Stopped, with a first decoder that does as a shell script says and breaks down at the end of the sound. */
  async function setUpFailed(script: string) {
    const standIn = await StandInFfmpeg.write(ffmpeg.path, (exec) =>
      [`if [ $RUN = 1 ]; then ${script}; exit 69; fi`, exec].join('\n'),
    );
    const stage = setUp({ hello: HELLO, ffmpegPath: standIn.path });
    const { session, feed, link } = stage;
    session.takeBlock(block(0, 4_410));
    session.takeMessage({ type: 'stop', endSample: 4_410 });
    await feed.until(() => !feed.isAttached);
    expect(link.closeCode).to.equal('internal');
    return stage;
  }

  it('takes the sound again from a client that comes back, and ends', async () => {
    const { session, feed, store, attach, hasEnded } = await setUpFailed('cat > /dev/null');
    const again = attach();
    expect(feed.isAttached).to.equal(true);
    expect(again.samplesOf('welcome')).to.deep.equal([0]);
    session.takeBlock(block(0, 4_410));
    session.takeMessage({ type: 'stop', endSample: 4_410 });
    await feed.until(() => feed.hasEnded);
    await turn();
    expect(feed.nextSample).to.equal(4_800);
    expect(again.samplesOf('stopped')).to.deep.equal([4_410]);
    expect(hasEnded()).to.equal(true);
    expect(store.nextSample).to.equal(4_410);
  });

  it('ends once its station has given it up, where the decoder had given everything', async () => {
    const { session, feed, store, attach, hasEnded } = await setUpFailed(`'${ffmpeg.path}' "$@"`);
    expect(feed.nextSample).to.equal(4_800);
    store.onChange();
    feed.close(new SegmenterError('station-ended', 'Nobody came back.'));
    const again = attach();
    session.takeMessage({ type: 'stop', endSample: 4_410 });
    await turn();
    expect(again.samplesOf('stopped')).to.deep.equal([4_410]);
    expect(hasEnded()).to.equal(true);
  });
});
