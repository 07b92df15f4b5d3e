import { expect } from 'chai';
import {
  type Epoch,
  SampleLedger,
  type SampleRun,
} from '../../../packages/ingest/src/session/sample-ledger.ts';
import type { PcmFormat } from '../../../packages/ingest/src/wire/pcm-format.ts';
import { WireError } from '../../../packages/ingest/src/wire/wire-error.ts';

const STEREO: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
const MONO: PcmFormat = { encoding: 's16le', sampleRateHz: 16_000, channels: 1 };
const FIRST: Epoch = { epoch: 0, startSample: 0, format: STEREO };
const SECOND: Epoch = { epoch: 1, startSample: 100, format: MONO };

function run(epoch: number, startSample: number, samples: number): SampleRun {
  return { epoch, startSample, samples };
}

/** Takes a run; returns how many of its samples were new. */
function take(ledger: SampleLedger, taken: SampleRun): number {
  const admission = ledger.examine(taken);
  if (!admission) return 0;
  ledger.take(admission);
  return taken.samples - admission.repeatedSamples;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof WireError) return error.code;
    throw error;
  }
  return 'none';
}

describe('SampleLedger', () => {
  it('takes runs in order and leaves out what is repeated', () => {
    const ledger = new SampleLedger(FIRST, 0);
    expect(take(ledger, run(0, 0, 10))).to.equal(10);
    expect(take(ledger, run(0, 0, 10))).to.equal(0);
    expect(take(ledger, run(0, 5, 10))).to.equal(5);
    expect(ledger.nextSample).to.equal(15);
  });

  it('changes nothing while it examines', () => {
    const ledger = new SampleLedger(FIRST, 0);
    ledger.examine(run(0, 0, 10));
    expect(ledger.nextSample).to.equal(0);
  });

  it('refuses a run after a hole, naming the sample that is wanted', () => {
    const ledger = new SampleLedger(FIRST, 40);
    const act = () => ledger.examine(run(0, 41, 1));
    expect(codeOf(act)).to.equal('out-of-order');
    expect(act).to.throw('Sample 40 is wanted next; 41 came, so 1 samples are missing.');
  });

  it('refuses a run of an epoch that was not declared', () => {
    const ledger = new SampleLedger(FIRST, 0);
    expect(codeOf(() => ledger.examine(run(1, 0, 1)))).to.equal('out-of-order');
  });

  it('goes over to an epoch at its first sample', () => {
    const ledger = new SampleLedger(FIRST, 0);
    ledger.declare(SECOND);
    expect(take(ledger, run(0, 0, 100))).to.equal(100);
    const admission = ledger.examine(run(1, 100, 10));
    expect(admission).to.include({ isFirst: true, repeatedSamples: 0 });
    expect(admission?.epoch.format).to.deep.equal(MONO);
    take(ledger, run(1, 100, 10));
    expect(ledger.examine(run(1, 110, 10))?.isFirst).to.equal(false);
  });

  it('refuses a run that crosses the border of its epoch', () => {
    const ledger = new SampleLedger(FIRST, 0);
    ledger.declare(SECOND);
    expect(codeOf(() => ledger.examine(run(0, 0, 101)))).to.equal('bad-message');
    expect(codeOf(() => ledger.examine(run(1, 0, 10)))).to.equal('bad-message');
    expect(ledger.nextSample).to.equal(0);
  });

  it('takes the same declaration twice, and none that contradicts it', () => {
    const ledger = new SampleLedger(FIRST, 0);
    ledger.declare(SECOND);
    ledger.declare(SECOND);
    ledger.declare(FIRST);
    expect(codeOf(() => ledger.declare({ ...SECOND, startSample: 101 }))).to.equal('bad-message');
    expect(codeOf(() => ledger.declare({ ...SECOND, format: STEREO }))).to.equal('bad-message');
  });

  it('refuses an epoch that begins before samples that were taken', () => {
    const ledger = new SampleLedger(FIRST, 0);
    take(ledger, run(0, 0, 101));
    expect(codeOf(() => ledger.declare(SECOND))).to.equal('bad-message');
  });

  it('goes back across a border, so that a failed decoder gets its samples again', () => {
    const ledger = new SampleLedger(FIRST, 0);
    ledger.declare(SECOND);
    take(ledger, run(0, 0, 100));
    take(ledger, run(1, 100, 50));
    ledger.rewind(90);
    expect(ledger.nextSample).to.equal(90);
    expect(ledger.activeEpoch).to.deep.equal(FIRST);
    expect(take(ledger, run(0, 80, 20))).to.equal(10);
    expect(ledger.examine(run(1, 100, 50))?.isFirst).to.equal(true);
  });

  it('forgets what is over, and takes no notice when a client declares it again', () => {
    const ledger = new SampleLedger(FIRST, 0);
    ledger.declare(SECOND);
    take(ledger, run(0, 0, 100));
    take(ledger, run(1, 100, 1));
    ledger.forgetBefore(101);
    ledger.declare({ ...FIRST, format: MONO });
    expect(take(ledger, run(0, 0, 100))).to.equal(0);
    expect(take(ledger, run(1, 100, 50))).to.equal(49);
  });

  it('lets at most 64 epochs wait', () => {
    const ledger = new SampleLedger(FIRST, 0);
    for (let epoch = 1; epoch < 64; epoch++) ledger.declare({ epoch, startSample: epoch, format: MONO });
    expect(codeOf(() => ledger.declare({ epoch: 64, startSample: 64, format: MONO }))).to.equal(
      'bad-message',
    );
  });
});
