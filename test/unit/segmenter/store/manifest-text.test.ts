import { expect } from 'chai';
import { parseManifest } from '../../../../packages/segmenter/src/store/manifest-text.ts';
import { manifestOf } from '../../../helpers/manifest-model.ts';

describe('parseManifest', () => {
  const song = { id: 'a', title: 'A', artist: null, startSample: 9_216_000, startMs: 1_763_640_000_000 };
  const manifest = manifestOf({ complete: 2, openParts: 3, songs: [song] });

  it('gives what was written', () => {
    expect(parseManifest(JSON.stringify(manifest))).to.deep.equal(manifest);
  });

  it('takes one of an earlier version, which knew of no songs', () => {
    const { songs: _, ...earlier } = manifest;
    expect(parseManifest(JSON.stringify(earlier))).to.deep.equal({ ...manifest, songs: [] });
  });

  it('leaves songs out that are damaged, and nothing else', () => {
    const damaged = [null, 'a', { ...song, id: 7 }, { ...song, title: undefined }, { ...song, startMs: '1' }];
    const text = JSON.stringify({ ...manifest, songs: [...damaged, song] });
    expect(parseManifest(text)).to.deep.equal(manifest);
    expect(parseManifest(JSON.stringify({ ...manifest, songs: 'none' }))?.songs).to.deep.equal([]);
  });

  it('gives nothing of what is no manifest', () => {
    for (const text of ['', '{', 'null', '[]', '{"profile":"low"}'])
      expect(parseManifest(text)).to.equal(undefined);
  });
});
