import { expect } from 'chai';
import { CheckRecorder } from '../../../../packages/ingest/browser/mixing/check-recorder.ts';

describe('CheckRecorder', () => {
  it('records five seconds in order, once it is told to', () => {
    const recorder = new CheckRecorder();
    const piece = (first: number) => [Float32Array.from({ length: 100 }, (_, n) => first + n)];
    expect(recorder.take(piece(0), 1_000)).to.equal(undefined);
    recorder.start();
    for (let first = 0; first < 4_900; first += 100)
      expect(recorder.take(piece(first), 1_000)).to.equal(undefined);
    expect(recorder.leftMs).to.equal(100);
    const recording = recorder.take(piece(4_900), 1_000);
    expect([...(recording?.planes[0] ?? [])]).to.deep.equal(Array.from({ length: 5_000 }, (_, n) => n));
    expect(recorder.leftMs).to.equal(undefined);
  });

  it('begins anew where the sound changes its rate', () => {
    const recorder = new CheckRecorder();
    recorder.start();
    recorder.take([new Float32Array(2_000)], 1_000);
    recorder.take([new Float32Array(2_000)], 2_000);
    expect(recorder.leftMs).to.equal(4_000);
  });
});
