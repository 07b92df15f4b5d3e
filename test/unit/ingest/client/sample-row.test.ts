import { expect } from 'chai';
import { SampleRow } from '../../../../packages/ingest/src/client/sample-row.ts';
import type { PcmFormat } from '../../../../packages/ingest/src/wire/pcm-format.ts';

const FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
const TEN_MS = Buffer.alloc(480 * 4);

describe('the row of samples that a broadcast is', () => {
  let said: string[];
  let row: SampleRow;

  beforeEach(() => {
    said = [];
    row = new SampleRow({
      capture: (pcm) => said.push(`${pcm.length / 4} samples`),
      skip: (samples, reason) => said.push(`${samples} missing: ${reason}`),
      changeFormat: () => undefined,
    });
  });

  it('declares what a sound card dropped', () => {
    row.capture(TEN_MS, 0, FORMAT);
    row.miss(250, 'dropped');
    row.capture(TEN_MS, 260, FORMAT);
    expect(said).to.deep.equal(['480 samples', '12000 missing: dropped', '480 samples']);
    expect(row.missingMs).to.equal(250);
  });

  it('declares the time for which a sound card is lost, while it is and when it is back', () => {
    row.capture(TEN_MS, 0, FORMAT);
    row.noteLost();
    row.tick(1_200);
    row.tick(1_600);
    row.capture(TEN_MS, 2_010, FORMAT);
    row.tick(9_000);
    const reason = 'the sound card was lost';
    expect(said).to.deep.equal([
      '480 samples',
      `${590 * 48} missing: ${reason}`,
      `${1_410 * 48} missing: ${reason}`,
      '480 samples',
    ]);
  });

  it('declares nothing before there was sound', () => {
    row.miss(100, 'dropped');
    row.noteLost();
    row.tick(5_000);
    expect(said).to.deep.equal([]);
  });
});
