import {
  mediaNamesOf,
  PROFILES,
  renderMediaPlaylist,
  retentionOf,
  targetDurationSeconds,
  gridOf,
} from '@ringcast/segmenter';
import { expect } from 'chai';
import { parseMediaName } from '../../../../packages/segmenter/src/window/media-name.ts';
import { manifestOf } from '../../../helpers/manifest-model.ts';

describe('retentionOf', () => {
  it('keeps segments for some time after they have left the window', () => {
    expect(retentionOf(manifestOf({ complete: 10 })).oldestSegmentMsn).to.be.within(95, 98);
  });

  it('keeps parts for three target durations after their tags are gone', () => {
    for (const profile of PROFILES) {
      const manifest = manifestOf({ profile, complete: 10, openParts: 1 });
      const oldestListedMsn = 108;
      const { oldestPartMsn } = retentionOf(manifest);
      const keptSeconds = (oldestListedMsn - oldestPartMsn) * 1.92;
      expect(keptSeconds).to.be.at.least(3 * targetDurationSeconds(gridOf(profile)));
    }
  });
});

describe('mediaNamesOf', () => {
  it('names all that the playlists name, and no more than stays fetchable', () => {
    for (const profile of PROFILES) {
      for (const hasEnded of [false, true]) {
        const manifest = manifestOf({ profile, complete: 10, openParts: 2, hasEnded });
        const names = mediaNamesOf(manifest);
        const listed = [
          ...renderMediaPlaylist(manifest, 'aac-96').matchAll(/(?:PART:.*URI="|^)([\d.]+m4s)/gm),
        ];
        expect(names).to.include.members(listed.map(([, name]) => name));
        const { oldestPartMsn } = retentionOf(manifest);
        const parts = names
          .flatMap((name) => parseMediaName(name) ?? [])
          .filter(({ part }) => part !== undefined);
        expect(parts.every(({ msn }) => msn >= oldestPartMsn)).to.equal(true);
        expect(parts.length === 0).to.equal(profile === 'standard');
      }
    }
  });

  it('names the open segment only by its parts', () => {
    expect(mediaNamesOf(manifestOf({ openParts: 2 }))).to.deep.equal(['100.0.m4s', '100.1.m4s']);
  });
});
