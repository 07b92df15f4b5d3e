import { expect } from 'chai';
import {
  StationObserver,
  type StationSight,
} from '../../../../packages/server/src/events/station-observer.ts';

const OFF_AIR: StationSight = {
  isOnAir: false,
  startedAtMs: undefined,
  source: undefined,
  shortTermLufs: undefined,
};
const ON_AIR: StationSight = {
  isOnAir: true,
  startedAtMs: 1_000,
  source: { kind: 'browser', isAttached: true },
  shortTermLufs: -20,
};
const SILENT: StationSight = { ...ON_AIR, shortTermLufs: -61 };
const LOST: StationSight = { ...ON_AIR, source: { kind: 'browser', isAttached: false } };

/** What is told of looks at these times, as `SECONDS TYPE`. */
function observe(sights: readonly (readonly [number, StationSight])[]): string[] {
  const observer = new StationObserver('main', { silentAfterMs: 10_000 });
  return sights.flatMap(([seconds, sight]) =>
    observer.look(sight, seconds * 1_000).map(({ type, atMs }) => `${atMs / 1_000} ${type}`),
  );
}

describe('what happens to a station', () => {
  it('is told once: on air, off air', () => {
    const sights = [
      [0, OFF_AIR],
      [1, ON_AIR],
      [2, ON_AIR],
      [3, OFF_AIR],
      [4, OFF_AIR],
    ] as const;
    expect(observe(sights)).to.deep.equal(['1 station.on-air', '3 station.off-air']);
  });

  it('is told of a broadcast that follows another between two looks', () => {
    const sights = [
      [1, ON_AIR],
      [2, { ...ON_AIR, startedAtMs: 2_000 }],
    ] as const;
    expect(observe(sights)).to.deep.equal(['1 station.on-air', '2 station.off-air', '2 station.on-air']);
  });

  it('is told of a broadcaster who is lost, and of his return', () => {
    const sights = [
      [1, ON_AIR],
      [2, LOST],
      [3, LOST],
      [4, ON_AIR],
    ] as const;
    expect(observe(sights)).to.deep.equal([
      '1 station.on-air',
      '2 broadcaster.lost',
      '4 broadcaster.returned',
    ]);
  });

  it('is told of no return where the station goes off air instead', () => {
    const sights = [
      [1, ON_AIR],
      [2, LOST],
      [2.5, { ...LOST, source: undefined }],
      [3, OFF_AIR],
      [4, ON_AIR],
    ] as const;
    expect(observe(sights)).to.deep.equal([
      '1 station.on-air',
      '2 broadcaster.lost',
      '3 station.off-air',
      '4 station.on-air',
    ]);
  });

  it('is told of silence once it has lasted, and of sound after it', () => {
    const sights = [
      [1, SILENT],
      [10, SILENT],
      [11, SILENT],
      [12, SILENT],
      [13, ON_AIR],
      [14, SILENT],
      [22, SILENT],
      [22.5, ON_AIR],
      [24, SILENT],
    ] as const;
    expect(observe(sights)).to.deep.equal(['1 station.on-air', '11 station.silent', '13 station.audible']);
  });
});
