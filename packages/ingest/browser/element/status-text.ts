import type { Problem } from '../../src/wire/sender-state.ts';
import type { MessageId, Words } from '../messages/words.ts';
import type { MicrophoneProblem } from '../sources/microphone-problem.ts';
import type { MicrophoneState } from '../sources/microphone.ts';
import { isStandingBy } from '../studio/broadcast-state.ts';
import type { WorkerReport } from '../worker-message.ts';
import { clockText } from './duration-text.ts';
import { problemText } from './problem-text.ts';

/** What the page says of itself. The title changes with the state only, so that it can be read aloud. */
export interface Status {
  readonly tone: 'calm' | 'on-air' | 'busy' | 'trouble';
  readonly title: string;
  readonly detail: string;
}

/** What keeps a broadcast from beginning. */
export type Obstacle = 'key-missing' | 'page-broken';

/** What a status is made of. */
export interface StatusSource {
  readonly station: string;
  readonly report: WorkerReport;
  /** The first microphone. */
  readonly microphone: MicrophoneState;
  /** Whether there is another source, to go live with. */
  readonly hasOthers: boolean;
  /** Whether another source can be heard. */
  readonly hasAudibleOthers: boolean;
  readonly obstacle: Obstacle | undefined;
  readonly words: Words;
}

/** Title and advice for what a server refuses; other titles are the server's. */
const REFUSALS: Partial<Record<Problem['code'], { title?: MessageId; advice: MessageId }>> = {
  'wrong-key': { title: 'refused.wrong-key', advice: 'advice.wrong-key' },
  'too-many-attempts': { title: 'refused.too-many-attempts', advice: 'advice.too-many-attempts' },
  'unknown-station': { title: 'refused.unknown-station', advice: 'advice.unknown-station' },
  'station-busy': { title: 'refused.station-busy', advice: 'advice.station-busy' },
  evicted: { title: 'refused.evicted', advice: 'advice.evicted' },
  'bad-format': { advice: 'advice.bad-format' },
  'bad-message': { advice: 'advice.fault' },
  'bad-sample': { advice: 'advice.fault' },
  'too-large': { advice: 'advice.fault' },
  'out-of-order': { advice: 'advice.fault' },
  'station-ended': { title: 'refused.station-ended', advice: 'advice.station-ended' },
};

const OBSTACLES: Record<Obstacle, { title: MessageId; detail: MessageId }> = {
  'key-missing': { title: 'status.keyMissing', detail: 'advice.wrong-key' },
  'page-broken': { title: 'status.pageBroken', detail: 'status.pageBrokenDetail' },
};

/** With so little room, what is older is being given up. */
const FULL_ROOM_MS = 100;

/** Says what is going on and, where something is wrong, what to do. */
export function statusOf(source: StatusSource): Status {
  const {
    report,
    words: { say },
  } = source;
  switch (report.state.name) {
    case 'idle':
      return idleStatus(source);
    case 'connecting':
      return { tone: 'busy', title: say('status.connecting'), detail: say('status.connectingDetail') };
    case 'live':
      return isStandingBy(report) ? standByStatus(source) : onAirStatus(source);
    case 'reconnecting':
      return { tone: 'trouble', title: lostConnectionTitle(source), detail: retryDetail(source) };
    case 'refused':
      return refusedStatus(source);
    case 'stopping':
      return stoppingStatus(source);
    case 'stopped':
      return stoppedStatus(source);
  }
}

function idleStatus({ microphone, hasOthers, obstacle, words }: StatusSource): Status {
  const { say } = words;
  if (microphone.name === 'failed' || microphone.name === 'lost') {
    return failedStatus(microphone.problem, words);
  }
  if (obstacle !== undefined) {
    const { title, detail } = OBSTACLES[obstacle];
    return { tone: 'trouble', title: say(title), detail: say(detail) };
  }
  if (microphone.name === 'opening') {
    return { tone: 'busy', title: say('status.asking'), detail: say('status.askingDetail') };
  }
  const isOpen = microphone.name === 'open';
  const detail = say(isOpen ? 'status.readyOpen' : hasOthers ? 'status.readyOthers' : 'status.readyClosed');
  return { tone: 'calm', title: say('status.ready'), detail };
}

function failedStatus(problem: MicrophoneProblem, words: Words): Status {
  const { title, advice } = problemText(problem, words);
  return { tone: 'trouble', title, detail: advice };
}

function refusedStatus({ report: { state }, station, words: { say } }: StatusSource): Status {
  const { code, message } = state as Extract<WorkerReport['state'], { name: 'refused' }>;
  const refusal = REFUSALS[code];
  const title =
    refusal?.title === undefined
      ? say('refused.other', { reason: message })
      : say(refusal.title, { station });
  return { tone: 'trouble', title, detail: say(refusal?.advice ?? 'advice.other') };
}

function standByStatus({ microphone, words }: StatusSource): Status {
  const detail = `${words.say('status.standingByDetail')} ${missingText(microphone, words)}`.trim();
  return { tone: 'busy', title: words.say('status.standingBy'), detail };
}

function onAirStatus(source: StatusSource): Status {
  const { microphone, hasAudibleOthers, words } = source;
  const { say } = words;
  const problem = missingText(microphone, words);
  switch (microphone.name) {
    case 'opening':
      return { tone: 'busy', title: say('status.changing'), detail: say('status.changingDetail') };
    case 'lost': {
      const title = say(hasAudibleOthers ? 'status.goneOthers' : 'status.gone');
      return { tone: 'trouble', title, detail: say('status.goneDetail', { problem }) };
    }
    case 'failed': {
      const title = say(hasAudibleOthers ? 'status.noMicrophoneOthers' : 'status.noMicrophone');
      return { tone: 'trouble', title, detail: problem };
    }
    case 'open':
    case 'closed':
      return liveStatus(source);
  }
}

/** Why there is no microphone; empty where there is one, or none is wanted. */
function missingText(microphone: MicrophoneState, words: Words): string {
  if (microphone.name !== 'lost' && microphone.name !== 'failed') return '';
  const { title, advice } = problemText(microphone.problem, words);
  return `${title} ${advice}`;
}

function liveStatus({ report, words: { say, seconds } }: StatusSource): Status {
  const { lostSamples, sampleRateHz, waitingMs, mode } = report;
  const lostMs = lostSamples > 0 && sampleRateHz !== undefined ? (lostSamples * 1_000) / sampleRateHz : 0;
  const isBehind = waitingMs > 3_000 && mode === 'lossless';
  const detail = lostMs > 0 ? say('status.lost', { seconds: seconds(lostMs) }) : say('status.liveDetail');
  return {
    tone: 'on-air',
    title: say('status.live'),
    detail: isBehind ? `${say('status.catchingUp')} ${detail}` : detail,
  };
}

function lostConnectionTitle({ report: { lostSamples, roomMs }, words: { say } }: StatusSource): string {
  const isFull = lostSamples > 0 && roomMs < FULL_ROOM_MS;
  return say(isFull ? 'status.connectionLostFull' : 'status.connectionLost');
}

function retryDetail({ report, words: { say, seconds, number } }: StatusSource): string {
  const { retryInMs, state, unacknowledgedMs } = report;
  const wait = Math.ceil((retryInMs ?? 0) / 1_000);
  const inSeconds = say('seconds', { count: number(wait) });
  const next = wait > 0 ? say('status.retryIn', { seconds: inSeconds }) : say('status.retryNow');
  const reason =
    state.name === 'reconnecting' && state.problem.code !== 'connection-lost' ? state.problem.message : '';
  const goOn = say('status.goOn', { seconds: seconds(unacknowledgedMs) });
  return `${reason} ${next} ${goOn}`.trim();
}

function stoppingStatus({ report, words: { say, seconds } }: StatusSource): Status {
  const { unacknowledgedMs, isSendingKept, retryInMs } = report;
  const values = { seconds: seconds(unacknowledgedMs) };
  if (retryInMs !== undefined) {
    const detail = say('status.stoppingLostDetail', values);
    return { tone: 'trouble', title: say('status.stoppingLost'), detail };
  }
  const detail = unacknowledgedMs > 0 ? say('status.stillToSend', values) : say('status.allSent');
  const title = say(isSendingKept ? 'status.stoppingKept' : 'status.stopping');
  return { tone: 'busy', title, detail };
}

function stoppedStatus(source: StatusSource): Status {
  const { report, microphone, obstacle, words } = source;
  if (microphone.name === 'failed' || microphone.name === 'opening' || obstacle !== undefined) {
    return idleStatus(source);
  }
  const { onAirMs, unacknowledgedMs, isSendingKept } = report;
  const isAllSent = unacknowledgedMs === 0;
  const values = { clock: clockText(onAirMs), seconds: words.seconds(unacknowledgedMs) };
  const whole = isAllSent ? 'status.wentOut' : 'status.wentOutNotAll';
  const kept = isAllSent ? 'status.keptSent' : 'status.keptNotSent';
  const detail = words.say(isSendingKept ? kept : whole, values);
  return { tone: isAllSent ? 'calm' : 'trouble', title: words.say('status.offAir'), detail };
}
