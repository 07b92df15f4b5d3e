import { expect } from 'chai';
import { encodeBlock } from '../../../packages/ingest/src/wire/block.ts';
import { NATIVE_FORMAT } from '../../helpers/protocol-client.ts';
import { codeOf, setUpSession as setUp } from '../../helpers/session-stage.ts';

const MINUTE_MS = 60_000;
const MINUTE_SAMPLES = 60 * 48_000;

describe('Session, how far ahead stand-ins may be', () => {
  it('refuses one that begins more than 60 s beyond what the hello said and the time since', () => {
    const { session, clock } = setUp({ hello: { endSample: 1_000 } });
    clock.advance(MINUTE_MS);
    const limit = 1_000 + 2 * MINUTE_SAMPLES;
    expect(codeOf(() => session.takeBlock(standIn(limit + 1)))).to.equal('bad-message');
    expect(codeOf(() => session.takeBlock(standIn(limit)))).to.equal('none');
  });

  it('takes them from a source whose clock is faster, however long it has been connected', () => {
    const { session, clock } = setUp();
    for (let minute = 0; minute < 100; minute++) {
      session.takeMessage(gap(minute * MINUTE_SAMPLES));
      clock.advance(MINUTE_MS - 1_000);
    }
    expect(codeOf(() => session.takeBlock(standIn(100 * MINUTE_SAMPLES)))).to.equal('none');
    expect(codeOf(() => session.takeBlock(standIn(103 * MINUTE_SAMPLES)))).to.equal('bad-message');
  });

  it('takes them from such a source where nothing else has come since the hello', () => {
    const { session, clock } = setUp();
    for (let minute = 0; minute < 100; minute++) {
      expect(codeOf(() => session.takeBlock(standIn(minute * MINUTE_SAMPLES)))).to.equal('none');
      clock.advance(MINUTE_MS - 1_000);
    }
  });

  it('takes them after a change to a lower rate, which counts only the time since', () => {
    const { session, clock } = setUp();
    for (let minute = 0; minute < 12; minute++) {
      session.takeMessage(gap(minute * MINUTE_SAMPLES));
      clock.advance(MINUTE_MS);
    }
    const startSample = 12 * MINUTE_SAMPLES;
    const format = { ...NATIVE_FORMAT, sampleRateHz: 44_100 };
    session.takeMessage({ type: 'format', epoch: 1, startSample, format });
    expect(codeOf(() => session.takeBlock(standIn(startSample, 1)))).to.equal('none');
  });

  it('takes them beside PCM that comes minutes late', () => {
    const { session, clock } = setUp();
    session.takeBlock(standIn(MINUTE_SAMPLES / 2));
    for (let minute = 1; minute < 10; minute++) {
      clock.advance(MINUTE_MS);
      session.takeMessage(gap((minute - 1) * 48_000, 48_000));
    }
    expect(codeOf(() => session.takeBlock(standIn(9 * MINUTE_SAMPLES)))).to.equal('none');
  });
});

function standIn(startSample: number, epoch = 0): Uint8Array {
  const samples = 960;
  return encodeBlock({ kind: 'mono', epoch, startSample, samples, payload: new Uint8Array(2 * samples) });
}

function gap(startSample: number, samples = MINUTE_SAMPLES) {
  return { type: 'gap', epoch: 0, startSample, samples, reason: '' } as const;
}
