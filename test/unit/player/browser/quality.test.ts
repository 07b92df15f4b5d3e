import { expect } from 'chai';
import {
  AUTO,
  QualityControl,
  type QualityControlOptions,
} from '../../../../packages/player/browser/playback/quality.ts';

/** The ladder and the first rung that an adapter is given for levels of these names. */
function begun(names: readonly string[], firstLevel: number): unknown[] {
  const levels = names.map((name) => ({ uri: `http://x/main/${name}/live.m3u8`, averageBitrate: 900_000 }));
  let given: unknown[] = [];
  const adapter = { begin: (...args: unknown[]) => (given = args), fix: () => {} };
  const hls = { levels, firstLevel, loadLevel: -1 };
  new QualityControl({ hls, adapter, choice: AUTO } as unknown as QualityControlOptions).noteLevels();
  return given;
}

describe('QualityControl', () => {
  it('leaves lossless out of the ladder', () => {
    expect(begun(['aac-48', 'aac-96', 'flac'], 0)).to.deep.equal([[48_000, 96_000], 0]);
    expect(begun(['aac-48', 'aac-96', 'flac'], 2)).to.deep.equal([[48_000, 96_000], 1]);
  });

  it('takes lossless for the ladder where there is nothing else', () => {
    expect(begun(['flac'], 0)).to.deep.equal([[900_000], 0]);
  });
});
