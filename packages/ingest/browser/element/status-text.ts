import type { Problem } from '../../src/wire/sender-state.ts';
import type { MicrophoneState } from '../microphone/microphone.ts';
import type { WorkerReport } from '../worker-message.ts';
import { clockText, secondsText } from './duration-text.ts';

/** What the page says of itself. The title changes with the state only, so that it can be read aloud. */
export interface Status {
  readonly tone: 'calm' | 'on-air' | 'busy' | 'trouble';
  readonly title: string;
  readonly detail: string;
}

/** What a status is made of. */
export interface StatusSource {
  readonly report: WorkerReport;
  readonly microphone: MicrophoneState;
  /** What keeps the broadcast from beginning. */
  readonly obstacle: string | undefined;
}

const CLOSE_THE_OTHER = 'The broadcast goes on in another window or on another device. Keep one of the two.';
const FAULT = 'This is a fault of the page. Reload it; if it stays, tell whoever runs the server.';

const ADVICE: Partial<Record<Problem['code'], string>> = {
  'wrong-key': 'Check the stream key. The server prints it when it starts, with a link that carries it.',
  'too-many-attempts': 'Wait, then check the stream key before you try it.',
  'unknown-station': 'Check the address of this page: it ends with the name of the station.',
  'station-busy': 'Wait until the other broadcast has ended, then go live again.',
  evicted: CLOSE_THE_OTHER,
  'bad-format': 'Choose another microphone, or another sample rate in the system’s sound settings.',
  'bad-message': FAULT,
  'bad-sample': FAULT,
  'too-large': FAULT,
  'out-of-order': FAULT,
  'station-ended': 'Go live again to begin a new broadcast.',
};

/** With so little room, what is older is being given up. */
const FULL_ROOM_MS = 100;

/** Says what is going on and, where something is wrong, what to do. */
export function statusOf({ report, microphone, obstacle }: StatusSource): Status {
  const { state } = report;
  switch (state.name) {
    case 'idle':
      return idleStatus(microphone, obstacle);
    case 'connecting':
      return { tone: 'busy', title: 'Connecting…', detail: 'Your sound is kept from now on.' };
    case 'live':
      return microphone.name === 'open' ? liveStatus(report) : lostMicrophoneStatus(microphone);
    case 'reconnecting':
      return { tone: 'trouble', title: lostConnectionTitle(report), detail: retryDetail(report) };
    case 'refused':
      return { tone: 'trouble', title: state.message, detail: ADVICE[state.code] ?? 'Go live again.' };
    case 'stopping':
      return stoppingStatus(report);
    case 'stopped':
      return stoppedStatus(report, microphone, obstacle);
  }
}

function idleStatus(microphone: MicrophoneState, obstacle: string | undefined): Status {
  if (microphone.name === 'failed') return failedStatus(microphone.problem);
  if (microphone.name === 'lost') return failedStatus(microphone.problem);
  if (obstacle !== undefined) return { tone: 'trouble', title: obstacle, detail: ADVICE['wrong-key'] ?? '' };
  if (microphone.name === 'opening') {
    return {
      tone: 'busy',
      title: 'Waiting for the microphone…',
      detail: 'Your browser may be asking you for it.',
    };
  }
  const detail =
    microphone.name === 'open'
      ? 'The meter shows your microphone. Nothing leaves this computer before you go live.'
      : 'Your browser will ask for the microphone.';
  return { tone: 'calm', title: 'Ready', detail };
}

function failedStatus({ title, advice }: { title: string; advice: string }): Status {
  return { tone: 'trouble', title, detail: advice };
}

function liveStatus({ lostSamples, sampleRateHz, waitingMs, mode }: WorkerReport): Status {
  const lost = lostSamples > 0 && sampleRateHz !== undefined ? (lostSamples * 1_000) / sampleRateHz : 0;
  const behind = waitingMs > 3_000 && mode === 'lossless' ? 'Catching up with what was kept. ' : '';
  const detail =
    lost > 0
      ? `${behind}${secondsText(lost)} could not be kept during an outage and went out as silence.`
      : `${behind}Everything you say is on its way to your listeners.`;
  return { tone: 'on-air', title: 'On air', detail };
}

function lostMicrophoneStatus(microphone: MicrophoneState): Status {
  if (microphone.name === 'opening') {
    return {
      tone: 'busy',
      title: 'Changing the microphone…',
      detail: 'Listeners hear silence for a moment.',
    };
  }
  const reason = microphone.name === 'lost' ? `${microphone.problem.title} ${microphone.problem.advice}` : '';
  return {
    tone: 'trouble',
    title: 'On air, but the microphone is gone. Listeners hear silence.',
    detail: `${reason} It is tried again every 2 s, and the broadcast goes on.`.trim(),
  };
}

function lostConnectionTitle({ lostSamples, roomMs }: WorkerReport): string {
  const isFull = lostSamples > 0 && roomMs < FULL_ROOM_MS;
  return `Connection lost. ${isFull ? 'This device can keep no more.' : 'Your sound is safe.'}`;
}

function retryDetail({ retryInMs, state, unacknowledgedMs }: WorkerReport): string {
  const seconds = Math.ceil((retryInMs ?? 0) / 1_000);
  const next = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.';
  const reason =
    state.name === 'reconnecting' && state.problem.code !== 'connection-lost' ? state.problem.message : '';
  const waiting = `${secondsText(unacknowledgedMs)} are waiting; they are safe on this device.`;
  return `${reason} ${next} Go on speaking: ${waiting}`.trim();
}

function stoppingStatus(report: WorkerReport): Status {
  const waiting = `${secondsText(report.unacknowledgedMs)} are still to be sent.`;
  if (report.retryInMs === undefined) {
    const detail =
      report.unacknowledgedMs > 0 ? waiting : 'Everything is sent; your listeners hear the last of it.';
    const title = report.isSendingKept ? 'Sending the rest of your last broadcast…' : 'Ending the broadcast…';
    return { tone: 'busy', title, detail };
  }
  const title = 'Connection lost. The rest of your broadcast is waiting.';
  return {
    tone: 'trouble',
    title,
    detail: `${waiting} Keep this page open; they go out when the server is back.`,
  };
}

function stoppedStatus(
  report: WorkerReport,
  microphone: MicrophoneState,
  obstacle: string | undefined,
): Status {
  if (microphone.name === 'failed' || microphone.name === 'opening' || obstacle !== undefined) {
    return idleStatus(microphone, obstacle);
  }
  const { onAirMs, unacknowledgedMs, isSendingKept } = report;
  const isAllSent = unacknowledgedMs === 0;
  if (isSendingKept && isAllSent) {
    return {
      tone: 'calm',
      title: 'Off air',
      detail: 'The rest of your last broadcast is sent, to the last sample.',
    };
  }
  const length = isSendingKept ? 'Not everything went out' : `${clockText(onAirMs)} went on air`;
  return unacknowledgedMs > 0
    ? {
        tone: 'trouble',
        title: 'Off air',
        detail: `${length}. ${secondsText(unacknowledgedMs)} were not sent.`,
      }
    : { tone: 'calm', title: 'Off air', detail: `${length}, to the last sample.` };
}
