import { expect } from 'chai';
import type { StandInEncoder, StandInLevel } from '../../packages/ingest/src/wire/stand-in.ts';
import { captureFor, type SenderSimulation, startLive } from './sender-simulation.ts';

/** 20 ms at 48 kHz. */
export const FRAME_SAMPLES = 960;
const FRAME_BYTES = FRAME_SAMPLES * 4;

/** Makes packets of 20 ms at a bit rate, whose first four bytes are the first sample that they were made of. */
export function packetLevel(bitrateBps: number): StandInLevel {
  return ({ onPacket }) => {
    let pending = Buffer.alloc(0);
    return {
      push: (pcm) => {
        pending = Buffer.concat([pending, pcm]);
        for (; pending.length >= FRAME_BYTES; pending = pending.subarray(FRAME_BYTES)) {
          const payload = new Uint8Array(bitrateBps / 8 / 50);
          payload.set(pending.subarray(0, 4));
          onPacket({ kind: 'opus', samples: FRAME_SAMPLES, payload });
        }
      },
      close: () => undefined,
    };
  };
}

/** Stand-ins of 96 and of 32 kbit/s. */
export const OPUS: StandInEncoder = { levelsOf: () => [packetLevel(96_000), packetLevel(32_000)] };

/** A simulated sender that was on air for 5 s when its uplink became narrow. */
export function startNarrow(uplinkBps: number, standIns = OPUS): SenderSimulation {
  const simulation = startLive({ sender: { standIns } });
  captureFor(simulation, 5_000);
  simulation.uplinkBps = uplinkBps;
  return simulation;
}

/** Captures for a time; returns the longest time that the station was behind. */
export function captureWatched(simulation: SenderSimulation, durationMs: number): number {
  let longestMs = 0;
  for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs += 100) {
    captureFor(simulation, 100);
    const { capturedSamples } = simulation.sender.stats;
    longestMs = Math.max(longestMs, (capturedSamples - simulation.server.liveSample) / 48);
  }
  return longestMs;
}

/** Captures until the sound is reduced; returns how long that took, in ms. */
export function untilReduced(simulation: SenderSimulation): number {
  const fromMs = simulation.nowMs;
  while (simulation.sender.stats.mode === 'lossless' && simulation.nowMs < fromMs + 20_000) {
    captureFor(simulation, 100);
  }
  expect(simulation.sender.stats.mode).to.equal('reduced');
  return simulation.nowMs - fromMs;
}
