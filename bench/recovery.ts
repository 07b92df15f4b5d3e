import { setTimeout as pass } from 'node:timers/promises';
import { simulateClocks } from '../test/helpers/clock-simulation.ts';
import { childFfmpegPids } from '../test/helpers/child-ffmpeg.ts';
import { type FaultNotice, FaultStage, MAX_PAUSE_MS } from '../test/helpers/fault-stage.ts';
import { type Figure, type Measurement, saidOf } from './figure.ts';
import { captureInTrouble, narrowUplink } from './recovery-of-capture.ts';
import { fullDisk, setWallClock } from './recovery-of-server.ts';
import { programPaths } from './program-paths.ts';

/** How a broadcast comes through each fault, at full length; mutated frames are shown by a test in test/faults alone. */
export const recovery: Measurement = {
  name: 'recovery',
  async run({ isQuick }) {
    const figures = [
      ...(await networkFaults(isQuick)),
      ...(await narrowUplink(isQuick ? 15_000 : 60_000)),
      ...(await encoderFaults()),
      ...(await serverKilled()),
      ...(await fullDisk()),
      ...(await setWallClock()),
      ...(await captureInTrouble(isQuick ? 5_000 : 30_000)),
    ];
    return [...figures, ...(await strayingClocks(isQuick ? 3 : 24))];
  },
};

const PLAYS_AGAIN_WITHIN_MS = 3_000;
const AWAY_MS = 3_000;
const MAX_DELAY_CHANGE_MS = 100;

async function networkFaults(isQuick: boolean): Promise<Figure[]> {
  const stage = await openStage();
  const figures: Figure[] = [];
  try {
    for (const cutMs of isQuick ? [300, 1_000, 5_000] : [300, 1_000, 5_000, 30_000]) {
      const notice = await interrupt(stage, () => stage.source.cut(), cutMs);
      figures.push(figureOf(`TCP cut for ${cutMs / 1_000} s`, notice));
    }
    const stalled = await interrupt(stage, () => stage.source.stall(), 15_000);
    figures.push(figureOf('TCP stalled for 15 s without closing', stalled));
    figures.push(await remainsOf(stage, 'all of that: journal, and what was on air'));
  } finally {
    await stage.close();
  }
  return figures;
}

async function encoderFaults(): Promise<Figure[]> {
  const stage = await openStage();
  const figures: Figure[] = [];
  try {
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      const notice = await stage.noticeDuring(async () => {
        for (const pid of childFfmpegPids(stage.server.pid)) process.kill(pid, signal);
        await stage.settle();
      });
      figures.push(figureOf(`ffmpeg ended by ${signal}`, notice, 'at most one late part, no stall'));
    }
    figures.push(await remainsOf(stage, 'both: journal and FLAC output', 1));
  } finally {
    await stage.close();
  }
  return figures;
}

async function serverKilled(): Promise<Figure[]> {
  const stage = await openStage();
  try {
    const { listeningAfterMs, heardAfterMs } = await stage.killServer(AWAY_MS);
    const listener = stage.listenTo('window');
    await stage.settle();
    const faults = [...stage.watch.ledger.faults, ...stage.watch.faults];
    const { journalFault } = await stage.finish();
    const { stretches, faults: heardFaults } = await listener.ended();
    const whole = stretches.length === 1 && heardFaults.length === 0;
    return [
      {
        what: 'server killed and started again 3 s later',
        bar: 'players play again ≤ 3 s after the start, playlist goes on, journal complete',
        reached: `it listens after ${listeningAfterMs.toFixed(0)} ms, players play after ${heardAfterMs.toFixed(0)} ms; playlist ${saidOf(faults)}; journal ${journalFault ?? 'whole'}; FLAC across it ${whole ? 'bit for bit' : `in ${stretches.length} pieces`}`,
        isReached: heardAfterMs <= PLAYS_AGAIN_WITHIN_MS && faults.length === 0 && journalFault === undefined,
      },
    ];
  } finally {
    await stage.close();
  }
}

async function strayingClocks(hours: number): Promise<Figure[]> {
  return [167, -200].map((ppm) => {
    const report = simulateClocks({ ppm, hours, jitterMs: 80, statedErrorMs: 5 });
    const [least, greatest] = report.delaysMs;
    const changed = report.silentSamples + report.lateSamples;
    return {
      what: `sender at ${ppm} ppm for ${hours} simulated hours`,
      bar: 'delay within ±50 ms, no sample inserted or dropped',
      reached: `delay ${least.toFixed(0)} to ${greatest.toFixed(0)} ms with 80 ms of jitter, ${changed} samples inserted or dropped`,
      isReached: greatest - least <= MAX_DELAY_CHANGE_MS && changed === 0,
    };
  });
}

async function openStage(): Promise<FaultStage> {
  return FaultStage.open(await programPaths());
}

function interrupt(stage: FaultStage, fault: () => Promise<void>, lastsMs: number): Promise<FaultNotice> {
  return stage.noticeDuring(async () => {
    await fault();
    await pass(lastsMs);
    await stage.source.restore();
    await stage.settle();
  });
}

function figureOf(what: string, notice: FaultNotice, bar?: string): Figure {
  const { longestPauseMs, lateParts, stalls, playlistFaults } = notice;
  const isInTime = bar === undefined ? longestPauseMs <= MAX_PAUSE_MS : lateParts <= 1;
  return {
    what,
    bar: bar ?? `newest part ≤ ${MAX_PAUSE_MS} ms old, no stall, no discontinuity`,
    reached: `${longestPauseMs.toFixed(0)} ms without a part, ${lateParts} late, ${stalls} stalls of 2 players, playlist ${saidOf(playlistFaults)}`,
    isReached: isInTime && stalls === 0 && playlistFaults.length === 0,
  };
}

/** @param mostPieces in which the sound may be heard. */
async function remainsOf(
  stage: FaultStage,
  what: string,
  mostPieces = Number.POSITIVE_INFINITY,
): Promise<Figure> {
  const { journalFault, flac } = await stage.finish();
  const isWhole = flac.faults.length === 0 && flac.stretches.length <= mostPieces;
  const heard = `${flac.heardSamples} samples heard in ${flac.stretches.length} pieces`;
  return {
    what,
    bar: 'journal = source bit for bit; on air the source at its time, or silence',
    reached: `journal ${journalFault ?? 'whole'}; ${heard}, ${flac.displacedSamples} displaced, ${saidOf(flac.faults)}`,
    isReached: journalFault === undefined && isWhole && flac.displacedSamples === 0,
  };
}
