import { setTimeout as pass } from 'node:timers/promises';
import { FaultStage } from '../test/helpers/fault-stage.ts';
import { ServerWallClock } from '../test/helpers/server-wall-clock.ts';
import { TinyDisk } from '../test/helpers/tiny-disk.ts';
import { type Figure, saidOf } from './figure.ts';
import { programPaths } from './program-paths.ts';

const DISK_BYTES = 64 * 1_024 * 1_024;
const FULL_MS = 10_000;
const HOUR_SECONDS = 3_600;
const AWAY_MS = 1_000;
const SEGMENT_MS = 1_920;
const DATE_TOLERANCE_MS = 3;

/** What becomes of a broadcast whose server has no room on its disk. */
export async function fullDisk(): Promise<Figure[]> {
  const disk = await TinyDisk.mount(DISK_BYTES);
  try {
    const stage = await FaultStage.open({ ...(await programPaths()), folder: disk.folder });
    try {
      const { stalls, playlistFaults } = await stage.noticeDuring(async () => {
        await disk.fill();
        await pass(FULL_MS);
        await disk.relieve();
        await stage.settle();
      });
      const { notices } = stage.source.status;
      const { journalFault, flac } = await stage.finish();
      const isTold = notices[0] === 'journal-failing' && notices.at(-1) === 'journal-recovered';
      const isWhole = journalFault === undefined && flac.faults.length === 0;
      return [
        {
          what: `disk full for ${FULL_MS / 1_000} s, journal and segments both`,
          bar: 'broadcaster sees it said, nothing acknowledged is lost, recovers by itself',
          reached: `told ${[...new Set(notices)].join(', ')}; ${stalls} stalls of 2 players, playlist ${saidOf(playlistFaults)}; journal ${journalFault ?? 'whole'}; FLAC in ${flac.stretches.length} pieces, ${saidOf(flac.faults)}`,
          isReached: isTold && isWhole && stalls === 0 && playlistFaults.length === 0,
        },
      ];
    } finally {
      await stage.close();
    }
  } finally {
    await disk.unmount();
  }
}

/** What becomes of a broadcast when the wall clock is set, while the server runs and while it is away. */
export async function setWallClock(): Promise<Figure[]> {
  const clock = await ServerWallClock.create();
  try {
    const settings = clock.environment;
    const stage = await FaultStage.open({ ...(await programPaths()), settings });
    try {
      const figures: Figure[] = [];
      for (const hours of [-1, 1]) {
        const set = (): Promise<void> => clock.set(hours * HOUR_SECONDS);
        figures.push(await clockFigure(stage, `set by ${hours} h while the server runs`, set));
        await clock.set(0);
        const restart = (): Promise<unknown> => stage.killServer(AWAY_MS, set);
        figures.push(await clockFigure(stage, `set by ${hours} h while the server is away`, restart));
      }
      return figures;
    } finally {
      await stage.close();
    }
  } finally {
    await clock.close();
  }
}

async function clockFigure(stage: FaultStage, what: string, fault: () => Promise<unknown>): Promise<Figure> {
  const { playlistFaults } = await stage.noticeDuring(async () => {
    await fault();
    await stage.settle();
  });
  const jumpMs = stage.watch.greatestDateJumpMs(SEGMENT_MS);
  return {
    what: `wall clock ${what}`,
    bar: 'no playlist date, expiry or timer goes wrong',
    reached: `dates jump by ${jumpMs.toFixed(0)} ms at most; playlist ${saidOf(playlistFaults)}`,
    isReached: jumpMs <= DATE_TOLERANCE_MS && playlistFaults.length === 0,
  };
}
