import { NOTHING_SENT } from '../src/wire/sender-stats.ts';
import { Broadcast } from './uplink/broadcast.ts';
import { CaptureIntake } from './uplink/capture-intake.ts';
import { steadyNowMs } from './uplink/captured-batch.ts';
import type { PageMessage, WorkerReport } from './worker-message.ts';

const TICK_MS = 40;

let broadcast: Broadcast | undefined;

const intake = new CaptureIntake({
  capture: (batch, capturedAtMs) => broadcast?.capture(batch, capturedAtMs),
  skip: (durationMs, sampleRateHz) => broadcast?.skip(durationMs, sampleRateHz),
  noteSourceLost: (atMs, sampleRateHz) => broadcast?.noteSourceLost(atMs, sampleRateHz),
});

/** The page's types stand for the worker's: of its global scope only what both have is used. */
const worker = globalThis as unknown as Worker;

worker.addEventListener('message', ({ data }) => {
  obey(data as PageMessage);
  report();
});
globalThis.addEventListener('online', () => broadcast?.retryNow());
setInterval(() => {
  broadcast?.tick();
  report();
}, TICK_MS);

function obey(message: PageMessage): void {
  switch (message.type) {
    case 'open-source':
      return intake.open(message.source);
    case 'close-source':
      return intake.close();
    case 'go-live':
      broadcast?.abandon();
      broadcast = new Broadcast(message);
      return;
    case 'stop':
      return broadcast?.stop();
    case 'abandon':
      return broadcast?.abandon();
  }
}

function report(): void {
  const state = broadcast?.state ?? { name: 'idle' };
  const retryAtMs = 'retryAtMs' in state ? state.retryAtMs : undefined;
  const { silentMs, sampleRateHz } = intake;
  const message: WorkerReport = {
    state,
    ...(retryAtMs !== undefined && { retryInMs: Math.max(0, retryAtMs - steadyNowMs()) }),
    ...(broadcast?.stats ?? NOTHING_SENT),
    uplinkBps: broadcast?.measureUplinkBps() ?? 0,
    peaks: intake.takePeaks(),
    ...(silentMs !== undefined && { silentMs }),
    ...(sampleRateHz !== undefined && { sampleRateHz }),
  };
  worker.postMessage(message, []);
}
