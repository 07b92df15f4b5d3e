import { gridOf, PROFILES, type Manifest } from '@ringcast/segmenter';
import { expect } from 'chai';
import {
  addPart,
  completeOpenSegment,
  discontinuitySequenceAfter,
  endWindow,
} from '../../../../packages/segmenter/src/window/window.ts';
import { FIRST_DATE_MS, manifestOf } from '../../../helpers/manifest-model.ts';

describe('addPart', () => {
  for (const profile of PROFILES) {
    it(`fills a segment of ${profile} part by part, then opens the next`, () => {
      const { partsPerSegment } = gridOf(profile);
      let manifest = manifestOf({ profile });
      for (let part = 0; part < partsPerSegment; part++) {
        manifest = addPart(manifest, { msn: 100, dateMs: FIRST_DATE_MS + part });
        expect(manifest.segments).to.have.length(1);
        expect(manifest.segments[0]).to.include({
          parts: part + 1,
          isComplete: part + 1 === partsPerSegment,
        });
      }
      manifest = addPart(manifest, { msn: 101, dateMs: FIRST_DATE_MS + 1_920 });
      expect(manifest.segments.map(({ msn, parts }) => [msn, parts])).to.deep.equal([
        [100, partsPerSegment],
        [101, 1],
      ]);
    });
  }

  it('keeps the date of a segment at that of its first part', () => {
    const manifest = fill(manifestOf({}), 4);
    expect(manifest.segments.map(({ dateMs }) => dateMs)).to.deep.equal([FIRST_DATE_MS]);
  });

  it('changes nothing in the manifest it is given', () => {
    const manifest = manifestOf({ complete: 10, openParts: 9 });
    const before = structuredClone(manifest);
    fill(manifest, 2);
    expect(manifest).to.deep.equal(before);
  });

  it('keeps ten whole segments and the open one', () => {
    let manifest = fill(manifestOf({}), 99);
    expect(msnsOf(manifest)).to.deep.equal([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
    manifest = fill(manifest, 1);
    expect(msnsOf(manifest)).to.have.length(10);
    manifest = fill(manifest, 1);
    expect(msnsOf(manifest), 'none leaves before the eleventh is whole').to.have.length(11);
    manifest = fill(manifest, 9);
    expect(msnsOf(manifest)).to.deep.equal([101, 102, 103, 104, 105, 106, 107, 108, 109, 110]);
    manifest = fill(manifest, 250);
    expect(msnsOf(manifest)).to.deep.equal([126, 127, 128, 129, 130, 131, 132, 133, 134, 135]);
  });

  it('counts the discontinuity sequence up when a discontinuity leaves, and only then', () => {
    let manifest = manifestOf({ complete: 10, windowSegments: 10, discontinuities: [101, 103] });
    const sequences = Array.from({ length: 5 }, () => {
      manifest = fill(manifest, 10);
      return manifest.discontinuitySequence;
    });
    expect(sequences).to.deep.equal([0, 1, 1, 2, 2]);
  });
});

describe('endWindow', () => {
  it('leaves the open segment as short as it is', () => {
    const manifest = endWindow(manifestOf({ complete: 2, openParts: 3 }));
    expect(manifest.hasEnded).to.equal(true);
    expect(manifest.segments.at(-1)).to.include({ msn: 102, parts: 3, isComplete: true });
  });

  it('keeps to the size of the window', () => {
    const manifest = endWindow(manifestOf({ complete: 10, openParts: 3 }));
    expect(msnsOf(manifest)).to.deep.equal([101, 102, 103, 104, 105, 106, 107, 108, 109, 110]);
  });

  it('changes nothing of a window that has ended', () => {
    const ended = endWindow(manifestOf({ complete: 3 }));
    expect(endWindow(ended)).to.deep.equal(ended);
  });
});

function fill(manifest: Manifest, parts: number): Manifest {
  let filled = manifest;
  for (let i = 0; i < parts; i++) {
    const last = filled.segments.at(-1);
    const msn = last === undefined ? 100 : last.isComplete ? last.msn + 1 : last.msn;
    filled = addPart(filled, { msn, dateMs: FIRST_DATE_MS + i * 192 });
  }
  return filled;
}

function msnsOf({ segments }: Manifest): number[] {
  return segments.map(({ msn }) => msn);
}

describe('discontinuitySequenceAfter', () => {
  it('counts the end of the broadcast before, and what was in its window', () => {
    expect(discontinuitySequenceAfter(undefined)).to.equal(0);
    const before = { complete: 10, discontinuitySequence: 4 };
    expect(discontinuitySequenceAfter(manifestOf(before))).to.equal(5);
    expect(discontinuitySequenceAfter(manifestOf({ ...before, discontinuities: [103, 105] }))).to.equal(7);
  });
});

describe('completeOpenSegment', () => {
  it('leaves the open segment as it is, and the broadcast goes on with the next', () => {
    const manifest = completeOpenSegment(manifestOf({ complete: 10, openParts: 3 }));
    expect(manifest.hasEnded).to.equal(false);
    expect(manifest.segments.at(-1)).to.include({ msn: 110, parts: 3, isComplete: true });
    expect(manifest.segments).to.have.length(10);
    const next = addPart(manifest, { msn: 111, dateMs: FIRST_DATE_MS, hasDiscontinuity: true });
    expect(next.segments.at(-1)).to.include({
      msn: 111,
      parts: 1,
      isComplete: false,
      hasDiscontinuity: true,
    });
  });
});
