import { MixDesk } from './mixing/mix-desk.ts';
import { BroadcastDesk } from './uplink/broadcast-desk.ts';
import { steadyNowMs } from './uplink/captured-batch.ts';
import type { BroadcastOrder, PageMessage, WorkerMessage } from './worker-message.ts';

const TICK_MS = 40;

let desk: BroadcastDesk | undefined;

const mix = new MixDesk({
  capture: (batch, capturedAtMs) => desk?.broadcast?.capture(batch, capturedAtMs),
  skip: (durationMs, sampleRateHz) => desk?.broadcast?.skip(durationMs, sampleRateHz),
  noteSourceLost: (atMs, sampleRateHz) => desk?.broadcast?.noteSourceLost(atMs, sampleRateHz),
  onDeckSound: (sound) => tell({ type: 'deck-sound', ...sound }),
  onChecked: (recording) => tell({ type: 'check-recorded', ...recording }),
});

/** The page's types stand for the worker's: of its global scope only what both have is used. */
const worker = globalThis as unknown as Worker;

worker.addEventListener('message', ({ data }) => {
  const message = data as PageMessage;
  if (message.to === 'sound') mix.obey(message.order);
  else obey(message.order);
  report();
});
globalThis.addEventListener('online', () => desk?.broadcast?.retryNow());
setInterval(() => {
  mix.tick();
  desk?.broadcast?.tick();
  report();
}, TICK_MS);

function obey(order: BroadcastOrder): void {
  switch (order.type) {
    case 'look-for-kept':
      desk = new BroadcastDesk(order.station);
      return;
    case 'go-live':
      mix.beginBroadcast();
      return desk?.goLive(order);
    case 'stop':
      return desk?.broadcast?.stop();
    case 'abandon':
      return desk?.broadcast?.abandon();
    case 'send-kept':
      return desk?.sendKept(order);
    case 'discard-kept':
      return desk?.discardKept(order.session);
    case 'keep-all':
      return desk?.broadcast?.keepAll();
  }
}

function report(): void {
  const told = desk?.report;
  if (told === undefined) return;
  const retryAtMs = 'retryAtMs' in told.state ? told.state.retryAtMs : undefined;
  const retry = retryAtMs === undefined ? {} : { retryInMs: Math.max(0, retryAtMs - steadyNowMs()) };
  tell({ type: 'report', report: { ...told, ...mix.takeReport(), ...retry } });
}

function tell(message: WorkerMessage): void {
  worker.postMessage(message, []);
}
