import { codecsAttributeOf, gridOf, PROFILES, renditionOf, SAMPLE_RATE_HZ } from '@ringcast/segmenter';
import { expect } from 'chai';

describe('renditionOf', () => {
  it('understands the names of the ladder', () => {
    expect(renditionOf('aac-160')).to.deep.equal({ name: 'aac-160', codec: 'aac', bitrateBps: 160_000 });
    expect(renditionOf('flac')).to.deep.equal({ name: 'flac', codec: 'flac', bitrateBps: 1_536_000 });
  });

  for (const name of [
    '',
    'aac',
    'aac-',
    'aac-0',
    'aac-9',
    'aac-1000',
    'aac-96k',
    'AAC-96',
    'flac-1',
    '../flac',
    'mp3-96',
  ]) {
    it(`does not know ${JSON.stringify(name)}`, () => {
      expect(renditionOf(name)).to.equal(undefined);
    });
  }

  it('has a CODECS attribute for every codec', () => {
    expect(['aac-96', 'flac'].map((name) => codecsAttributeOf(renditionOf(name)!))).to.deep.equal([
      'mp4a.40.2',
      'fLaC',
    ]);
  });
});

describe('gridOf', () => {
  for (const profile of PROFILES) {
    it(`divides exactly in ${profile}`, () => {
      const grid = gridOf(profile);
      expect(grid.partSamples * grid.partsPerSegment).to.equal(92_160);
      expect(grid.segmentSamples).to.equal(92_160);
      expect(grid.partSamples % grid.flacBlockSamples).to.equal(0);
      expect((grid.partSamples * 1_000) % SAMPLE_RATE_HZ, 'whole milliseconds').to.equal(0);
    });
  }
});
