import { expect } from 'chai';
import { RingWindow } from '../../../../packages/player/browser/element/ring/ring-window.ts';
import type { PartArrival } from '../../../../packages/player/browser/playback/stream-activity.ts';

function part(msn: number, index: number, rendition = 'aac-96'): PartArrival {
  return { kind: 'part', msn, part: index, partsPerSegment: 10, rendition, bytes: 2_300, arrivedAtMs: 0 };
}

describe('RingWindow', () => {
  it('joins neighbouring parts of one quality, and parts them where the quality changes', () => {
    const window = new RingWindow();
    for (let index = 0; index < 4; index += 1) window.note(part(700, index));
    for (let index = 4; index < 7; index += 1) window.note(part(700, index, 'aac-256'));
    expect(window.runsBetween(690, 702)).to.deep.equal([
      { tier: 1, from: 700, to: 700.4 },
      { tier: 3, from: 700.4, to: 700.7 },
    ]);
  });

  it('leaves a hole where a part is missing', () => {
    const window = new RingWindow();
    for (const index of [0, 1, 3]) window.note(part(700, index));
    const places = window.runsBetween(700, 701).map(({ from, to }) => [from, to]);
    expect(places).to.deep.equal([
      [700, 700.2],
      [700.3, 700.4],
    ]);
  });

  it('fills a whole segment at once where it came as one', () => {
    const window = new RingWindow();
    const segment = { msn: 700, partsPerSegment: 3, rendition: 'flac', bytes: 1, arrivedAtMs: 0 };
    window.note({ kind: 'segment', ...segment });
    expect(window.runsBetween(700.5, 705)).to.deep.equal([{ tier: 4, from: 700.5, to: 701 }]);
  });

  it('tells a part that can be added to the picture from one that changes what is there', () => {
    const window = new RingWindow();
    expect(window.note(part(700, 0)).kind, 'a new segment').to.equal('all');
    expect(window.note(part(700, 1))).to.deep.equal({
      kind: 'run',
      run: { tier: 1, from: 700.1, to: 700.2 },
    });
    expect(window.note(part(700, 1, 'flac')).kind, 'another quality').to.equal('all');
    expect(window.note({ kind: 'stall-began', atMs: 0 }).kind).to.equal('none');
  });

  it('forgets what left the ring, and what was there before a new broadcast', () => {
    const window = new RingWindow();
    window.note(part(700, 0));
    window.note(part(709, 0));
    expect(window.runsBetween(0, 1_000)).to.have.length(2);
    window.note(part(710, 0));
    expect(window.runsBetween(0, 1_000).map(({ from }) => from)).to.deep.equal([709, 710]);
    expect(window.note(part(700, 5)).kind, 'too old').to.equal('none');
    window.note({ kind: 'began', atMs: 0 });
    expect(window.runsBetween(0, 1_000)).to.deep.equal([]);
    expect(window.note(part(12, 0)).kind, 'a lower number after it').to.equal('all');
  });

  it('does not believe in a segment of thousands of parts', () => {
    const window = new RingWindow();
    expect(window.note({ ...part(700, 0), partsPerSegment: 10_000 }).kind).to.equal('none');
  });
});
