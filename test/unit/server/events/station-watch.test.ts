import type { StationOrigin } from '@ringcast/player';
import { expect } from 'chai';
import { EventLog } from '../../../../packages/server/src/events/event-log.ts';
import {
  StationWatch,
  type StationWatchOptions,
} from '../../../../packages/server/src/events/station-watch.ts';
import { WatchedLogger } from '../../../helpers/watched-logger.ts';

type OpenStation = ReturnType<StationWatchOptions['stations']['find']>;

const STATION = { source: { kind: 'websocket', isAttached: true }, onAir: undefined } as OpenStation;

describe('a watch over stations', () => {
  let nowMs: number;
  let isHere: boolean;
  let startedAtMs: number | undefined;
  let log: EventLog;
  let watch: StationWatch;

  beforeEach(() => {
    [nowMs, isHere, startedAtMs] = [10_000, true, undefined];
    log = new EventLog();
    watch = new StationWatch({
      stations: { find: () => (isHere ? STATION : undefined) },
      origins: () => [originOf(startedAtMs)],
      silentAfterMs: 10_000,
      log,
      logger: new WatchedLogger(),
      now: () => nowMs,
    });
  });
  afterEach(() => watch.close());

  function originOf(beganAtMs: number | undefined): StationOrigin {
    const isOnAir = beganAtMs !== undefined;
    return {
      name: 'main',
      isOnAir,
      manifest: isOnAir ? { startedAtMs: beganAtMs } : undefined,
    } as StationOrigin;
  }

  function lookAt(ms: number): void {
    nowMs = ms;
    watch.look();
  }

  function told(): string[] {
    return log.events.map(({ type, atMs }) => `${atMs} ${type}`);
  }

  it('tells of a broadcast that began before its first look', () => {
    startedAtMs = 10_300;
    lookAt(11_000);
    startedAtMs = undefined;
    lookAt(12_000);
    expect(told()).to.deep.equal(['11000 station.on-air', '12000 station.off-air']);
  });

  it('does not tell again of a broadcast that goes on from the process before, and tells of its end', () => {
    startedAtMs = 9_000;
    lookAt(11_000);
    lookAt(12_000);
    startedAtMs = undefined;
    lookAt(13_000);
    startedAtMs = 13_500;
    lookAt(14_000);
    expect(told()).to.deep.equal(['13000 station.off-air', '14000 station.on-air']);
  });

  it('does not tell again of a broadcast that comes from another machine with its station', () => {
    isHere = false;
    startedAtMs = 11_500;
    lookAt(12_000);
    lookAt(13_000);
    isHere = true;
    lookAt(14_000);
    expect(told()).to.deep.equal([]);
  });

  it('leaves it to another machine to tell of what goes away with its station', () => {
    startedAtMs = 10_300;
    lookAt(11_000);
    isHere = false;
    lookAt(12_000);
    watch.close();
    expect(told()).to.deep.equal(['11000 station.on-air']);
  });
});
