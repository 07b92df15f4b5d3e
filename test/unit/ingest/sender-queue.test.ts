import { expect } from 'chai';
import type { BlockEntry } from '../../../packages/ingest/src/wire/sender-backlog.ts';
import { SampleQueue } from '../../../packages/ingest/src/wire/sender-queue.ts';

const FORMAT = { encoding: 's16le', sampleRateHz: 44_100, channels: 2 } as const;

describe('the queue of samples that wait', () => {
  it('holds nothing once the last is gone, whatever sums of fractions come to', () => {
    const queue = new SampleQueue();
    let startSample = 0;
    for (const samples of [882, 441, 13, 1_764]) {
      queue.push({ entry: blockOf(startSample, samples), location: undefined });
      startSample += samples;
    }
    for (let left = 4; left > 0; left--) queue.shift();
    expect({ blockMs: queue.blockMs, memoryMs: queue.memoryMs }).to.deep.equal({ blockMs: 0, memoryMs: 0 });
  });
});

function blockOf(startSample: number, samples: number): BlockEntry {
  const durationMs = (samples * 1_000) / FORMAT.sampleRateHz;
  const epoch = { epoch: 0, startSample: 0, format: FORMAT };
  return {
    kind: 'block',
    epoch,
    startSample,
    samples,
    durationMs,
    frame: new Uint8Array(0),
    capturedAtMs: undefined,
  };
}
