import { expect } from 'chai';
import {
  compareEdges,
  markerNameOf,
  parseMarkerName,
} from '../../../../packages/segmenter/src/store/edge-marker.ts';
import { manifestOf } from '../../../helpers/manifest-model.ts';

describe('an edge marker', () => {
  it('is named after the live edge', () => {
    expect(markerNameOf(manifestOf({ complete: 2, openParts: 3 }))).to.equal('102.3.json');
    expect(markerNameOf(manifestOf({ complete: 2 }))).to.equal('101.10.json');
    expect(markerNameOf(manifestOf({ complete: 2, openParts: 3, hasEnded: true }))).to.equal(
      '102.3.end.json',
    );
  });

  it('says by its name what it is named after', () => {
    expect(parseMarkerName('102.3.json')).to.deep.equal({ msn: 102, parts: 3, hasEnded: false });
    expect(parseMarkerName('102.3.end.json')).to.deep.equal({ msn: 102, parts: 3, hasEnded: true });
  });

  for (const name of [
    '102.json',
    '102.3',
    '102.3.json.tmp',
    'a.3.json',
    '102.3.END.json',
    '.102.3.json',
    '',
  ]) {
    it(`is not ${JSON.stringify(name)}`, () => {
      expect(parseMarkerName(name)).to.equal(undefined);
    });
  }

  it('sorts by number: segments, then parts, then the end', () => {
    const names = ['99.10.json', '100.2.json', '100.9.json', '100.10.json', '100.10.end.json', '101.1.json'];
    const sorted = names
      .toReversed()
      .toSorted((a, b) => compareEdges(parseMarkerName(a)!, parseMarkerName(b)!));
    expect(sorted).to.deep.equal(names);
  });
});
