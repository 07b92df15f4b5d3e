import { expect } from 'chai';
import { clockText } from '../../../packages/ingest/browser/element/duration-text.ts';
import { Ballistics, decibelsOf, positionOf } from '../../../packages/ingest/browser/element/level-scale.ts';
import { notesBefore, notesOf } from '../../../packages/ingest/browser/element/note-text.ts';
import { statusOf } from '../../../packages/ingest/browser/element/status-text.ts';
import { problemText } from '../../../packages/ingest/browser/element/problem-text.ts';
import { wordsIn } from '../../../packages/ingest/browser/messages/words.ts';
import { microphoneProblemOf } from '../../../packages/ingest/browser/sources/microphone-problem.ts';
import type { MicrophoneState } from '../../../packages/ingest/browser/sources/microphone.ts';
import { NOTHING_SENT } from '../../../packages/ingest/src/wire/sender-stats.ts';
import type { WorkerReport } from '../../../packages/ingest/browser/worker-message.ts';

const MIX = { peaks: [], loudness: {}, clips: 0, quietMs: 0 };
const REST = { uplinkBps: 0, isSendingKept: false, mix: MIX, sources: {} };
const WORDS = wordsIn('en');
const OPEN: MicrophoneState = { name: 'open', deviceId: 'default', label: 'Studio' };

function status(
  state: WorkerReport['state'],
  report: Partial<WorkerReport> = {},
  microphone: MicrophoneState = OPEN,
  hasAudibleOthers = false,
): ReturnType<typeof statusOf> {
  return statusOf({
    station: 'main',
    words: WORDS,
    report: { ...NOTHING_SENT, ...REST, ...report, state },
    microphone,
    hasOthers: hasAudibleOthers,
    hasAudibleOthers,
    obstacle: undefined,
  });
}

describe('statusOf', () => {
  it('is ready with a microphone, and says what going live will ask for without one', () => {
    expect(status({ name: 'idle' })).to.include({ tone: 'calm', title: 'Ready' });
    expect(status({ name: 'idle' }, {}, { name: 'closed' }).detail).to.equal(
      'Your browser will ask for the microphone.',
    );
  });

  it('is on air', () => {
    expect(status({ name: 'live' })).to.include({ tone: 'on-air', title: 'On air' });
  });

  it('does not say on air while another source is', () => {
    const notice = { type: 'notice', code: 'standing-by', message: 'You stand by.' } as const;
    expect(status({ name: 'live' }, { notice })).to.include({ tone: 'busy', title: 'Standing by' });
  });

  it('says what was lost in an outage', () => {
    const { detail } = status({ name: 'live' }, { lostSamples: 96_000, sampleRateHz: 48_000 });
    expect(detail).to.equal('2.0 s could not be kept during an outage and went out as silence.');
  });

  it('counts down to the next attempt, in the detail alone', () => {
    const problem = { code: 'connection-lost', message: 'lost' } as const;
    const state = { name: 'reconnecting', attempt: 3, retryAtMs: 0, problem } as const;
    const soon = status(state, { retryInMs: 2_100 });
    expect(soon.detail).to.match(/^Trying again in 3 s\./);
    expect(status(state, { retryInMs: 0 }).detail).to.match(/^Trying again now\./);
    expect(status(state, { retryInMs: 900 }).title).to.equal(soon.title);
    expect(soon.title).to.equal('Connection lost. Your sound is safe.');
    expect(status(state, { unacknowledgedMs: 12_400 }).detail).to.contain(
      '12 s are waiting; they are safe on this device.',
    );
    expect(status(state, { unacknowledgedMs: 60_000, lostSamples: 960, roomMs: 10 }).title).to.equal(
      'Connection lost. This device can keep no more.',
    );
  });

  it('passes on why the server turned it away, and what to do', () => {
    const state = { name: 'refused', code: 'station-busy', message: 'Station "main" is on air.' } as const;
    expect(status(state)).to.deep.equal({
      tone: 'trouble',
      title: 'Station "main" is on air already.',
      detail: 'Wait until the other broadcast has ended, then go live again.',
    });
  });

  it('says that the microphone is gone while on air', () => {
    const problem = { code: 'not-found' } as const;
    const { title, detail } = status({ name: 'live' }, {}, { name: 'lost', problem });
    expect(title).to.equal('On air, but the microphone is gone. Listeners hear silence.');
    expect(detail).to.equal(
      'No microphone was found. Plug one in or switch it on; it appears in the list by itself. It is tried again every 2 s, and the broadcast goes on.',
    );
  });

  it('promises no other attempt where the microphone could not be opened, and says whether others are heard', () => {
    const failed = { name: 'failed', problem: { code: 'not-found' } } as const;
    expect(status({ name: 'live' }, {}, failed)).to.deep.equal({
      tone: 'trouble',
      title: 'On air, but without a microphone. Listeners hear silence.',
      detail: 'No microphone was found. Plug one in or switch it on; it appears in the list by itself.',
    });
    expect(status({ name: 'live' }, {}, failed, true).title).to.equal(
      'On air, but without a microphone. Your other sources go on.',
    );
  });

  it('does not say on air of a microphone that is gone while another source is on air', () => {
    const notice = { type: 'notice', code: 'standing-by', message: 'You stand by.' } as const;
    const lost = { name: 'lost', problem: { code: 'gone' } } as const;
    expect(status({ name: 'live' }, { notice }, lost)).to.deep.equal({
      tone: 'busy',
      title: 'Standing by',
      detail:
        'Another source is on air. This one takes over when that is gone. The microphone is gone. Plug it in or switch it on again, or choose another one.',
    });
  });

  it('says what is still to be sent, and asks to keep the page open when the connection is lost', () => {
    expect(status({ name: 'stopping' }, { unacknowledgedMs: 1_200 })).to.include({
      tone: 'busy',
      detail: '1.2 s are still to be sent.',
    });
    const lost = status({ name: 'stopping', retryAtMs: 1 }, { unacknowledgedMs: 12_400, retryInMs: 800 });
    expect(lost.detail).to.equal(
      '12 s are still to be sent. Keep this page open; they go out when the server is back.',
    );
  });

  it('says whether all was sent', () => {
    const { detail } = status({ name: 'stopped' }, { onAirMs: 3_723_000 });
    expect(detail).to.equal('01:02:03 went on air, to the last sample.');
    const unsent = status({ name: 'stopped' }, { onAirMs: 61_000, unacknowledgedMs: 2_000 });
    expect(unsent.detail).to.equal('00:01:01 went on air. 2.0 s were not sent.');
  });
});

describe('notesOf', () => {
  function notes(report: Partial<WorkerReport>): string[] {
    const state = { name: 'live' } as const;
    return notesOf({ ...NOTHING_SENT, roomMs: 3_600_000, ...REST, state, ...report }, WORDS);
  }

  it('has nothing to say of a healthy line', () => {
    expect(notes({ unacknowledgedMs: 400 })).to.deep.equal([]);
  });

  it('says that the connection is narrow, and what waits', () => {
    expect(notes({ mode: 'reduced', waitingMs: 12_000, unacknowledgedMs: 12_400 })).to.deep.equal([
      'Narrow connection: listeners hear reduced quality, the recording stays lossless. 12 s of it are waiting; they are safe on this device.',
    ]);
  });

  it("passes on the server's notice", () => {
    const message = 'The server cannot write to its disk: no space left.';
    const notice = { type: 'notice', code: 'journal-failing', message } as const;
    expect(notes({ notice })[0]).to.match(/^The server cannot write.*You are on air.*safe on this device/);
  });

  it('says how much more can be kept, before anything is lost', () => {
    const told = (roomMs: number, lostSamples = 0) =>
      notes({ unacknowledgedMs: 90_000, roomMs, lostSamples });
    expect(told(400_000)).to.deep.equal([]);
    expect(told(200_000)).to.deep.equal([
      'This device has room for 3 minutes more; what comes after is lost.',
    ]);
    expect(told(45_000)[0]).to.contain('room for 45 s more');
    expect(told(0, 960)[0]).to.equal('This device can keep no more; what is too much goes out as silence.');
  });

  it('says that it is too loud, or that nothing is heard', () => {
    expect(notes({ mix: { ...MIX, clips: 2, quietMs: 14_000 } })).to.deep.equal([]);
    expect(notes({ mix: { ...MIX, clips: 3 } })[0]).to.contain('Too loud');
    const before = { ...NOTHING_SENT, ...REST, state: { name: 'idle' } as const };
    expect(notesBefore({ ...before, mix: { ...MIX, clips: 3, quietMs: 60_000 } }, WORDS)).to.have.length(1);
    expect(notes({ mix: { ...MIX, quietMs: 16_000 } })).to.deep.equal([
      'Listeners have heard silence for 16 s.',
    ]);
  });

  it('does not say that listeners hear silence while they hear another source', () => {
    const notice = { type: 'notice', code: 'standing-by', message: 'You stand by.' } as const;
    expect(notes({ notice, mix: { ...MIX, quietMs: 16_000 } })).to.deep.equal([]);
  });

  it('says what a microphone that was gone left out', () => {
    const missing = { durationMs: 2_400, reason: 'none', untilMs: 0 } as const;
    expect(notes({ missing: { ...missing, durationMs: 20 } })).to.deep.equal([]);
    expect(notes({ missing })).to.deep.equal([
      '2.4 s of sound are missing: no microphone. They are silence on air and in the recording.',
    ]);
  });
});

describe('microphoneProblemOf', () => {
  const CASES: [name: string, title: RegExp][] = [
    ['NotAllowedError', /does not let this page/],
    ['NotFoundError', /No microphone/],
    ['OverconstrainedError', /No microphone/],
    ['NotReadableError', /cannot be opened/],
    ['AbortError', /cannot be opened: why/],
  ];
  for (const [name, title] of CASES) {
    it(`explains ${name}`, () => {
      const text = problemText(microphoneProblemOf(new DOMException('why', name)), WORDS);
      expect(text.title).to.match(title);
      expect(text.advice).not.to.equal('');
    });
  }

  it('says where an insecure page could be opened instead', () => {
    const href = 'http://192.168.1.5:8000/broadcast/main';
    const { advice } = problemText({ code: 'insecure', href }, WORDS);
    expect(advice).to.contain('http://localhost:8000/broadcast/main');
    expect(advice).to.contain('https://192.168.1.5');
  });
});

describe('duration texts', () => {
  it('show a clock and seconds', () => {
    expect([0, 59_999, 3_600_000].map(clockText)).to.deep.equal(['00:00:00', '00:00:59', '01:00:00']);
    expect([0, 940, 9_940, 12_400].map(WORDS.seconds)).to.deep.equal(['0.0 s', '0.9 s', '9.9 s', '12 s']);
  });
});

describe('Ballistics', () => {
  it('rises at once, falls slowly and holds the peak for 1.5 s', () => {
    const ballistics = new Ballistics();
    ballistics.show(1, 0);
    expect(ballistics.levelDb).to.equal(0);
    ballistics.show(0, 1_000);
    expect(ballistics).to.include({ levelDb: -26, holdDb: 0 });
    ballistics.show(0, 1_600);
    expect(ballistics.holdDb).to.be.lessThan(0);
    ballistics.show(0.5, 1_700);
    expect(ballistics.levelDb).to.be.closeTo(-6.02, 0.01);
  });

  it('shows silence and full scale at the ends', () => {
    expect([0, 1e-9, 1].map(decibelsOf)).to.deep.equal([-60, -60, 0]);
    expect([-60, -30, 0, 3].map(positionOf)).to.deep.equal([0, 0.5, 1, 1]);
  });
});
