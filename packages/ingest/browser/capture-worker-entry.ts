import { CaptureIntake } from './uplink/capture-intake.ts';
import { steadyNowMs } from './uplink/captured-batch.ts';
import { BroadcastDesk } from './uplink/broadcast-desk.ts';
import type { PageMessage, WorkerReport } from './worker-message.ts';

const TICK_MS = 40;

let desk: BroadcastDesk | undefined;

const intake = new CaptureIntake({
  capture: (batch, capturedAtMs) => desk?.broadcast?.capture(batch, capturedAtMs),
  skip: (durationMs, sampleRateHz) => desk?.broadcast?.skip(durationMs, sampleRateHz),
  noteSourceLost: (atMs, sampleRateHz) => desk?.broadcast?.noteSourceLost(atMs, sampleRateHz),
});

/** The page's types stand for the worker's: of its global scope only what both have is used. */
const worker = globalThis as unknown as Worker;

worker.addEventListener('message', ({ data }) => {
  obey(data as PageMessage);
  report();
});
globalThis.addEventListener('online', () => desk?.broadcast?.retryNow());
setInterval(() => {
  desk?.broadcast?.tick();
  report();
}, TICK_MS);

function obey(message: PageMessage): void {
  switch (message.type) {
    case 'open-source':
      return intake.open(message.source);
    case 'close-source':
      return intake.close();
    case 'look-for-kept':
      desk = new BroadcastDesk(message.station);
      return;
    case 'go-live':
      return desk?.goLive(message);
    case 'stop':
      return desk?.broadcast?.stop();
    case 'abandon':
      return desk?.broadcast?.abandon();
    case 'send-kept':
      return desk?.sendKept(message);
    case 'discard-kept':
      return desk?.discardKept(message.session);
    case 'keep-all':
      return desk?.broadcast?.keepAll();
  }
}

function report(): void {
  const told = desk?.report;
  if (told === undefined) return;
  const retryAtMs = 'retryAtMs' in told.state ? told.state.retryAtMs : undefined;
  const { silentMs, sampleRateHz } = intake;
  const message: WorkerReport = {
    ...told,
    ...(retryAtMs !== undefined && { retryInMs: Math.max(0, retryAtMs - steadyNowMs()) }),
    peaks: intake.takePeaks(),
    ...(silentMs !== undefined && { silentMs }),
    ...(sampleRateHz !== undefined && { sampleRateHz }),
  };
  worker.postMessage(message, []);
}
