import { expect } from 'chai';
import { stripVTControlCharacters } from 'node:util';
import type { CaptureReport } from '@ringcast/ingest/client';
import { NOTHING_SENT } from '../../../../packages/ingest/src/wire/sender-stats.ts';
import { lineOf } from '../../../../packages/server/src/capture/capture-log.ts';
import { screenOf } from '../../../../packages/server/src/capture/capture-screen.ts';
import { describeEnd } from '../../../../packages/server/src/capture/capture-texts.ts';

const SUBJECT = { server: 'https://radio.example', station: 'main', sound: 'pulse:default' };
const ON_AIR: CaptureReport = {
  state: { name: 'live' },
  stats: { ...NOTHING_SENT, acknowledgedMs: 754_000, unacknowledgedMs: 250 },
  soundProblem: undefined,
  connectionProblem: undefined,
  fileProblem: undefined,
  missingMs: 0,
  earlierMs: 0,
  earlierProblem: undefined,
};
const AWAY: CaptureReport = {
  ...ON_AIR,
  state: {
    name: 'reconnecting',
    attempt: 3,
    retryAtMs: 0,
    problem: { code: 'connection-lost', message: 'The connection to the server is lost.' },
  },
  connectionProblem: 'connect ECONNREFUSED 127.0.0.1:8000',
  missingMs: 700,
};

describe('what a capture shows', () => {
  it('is state, level, waiting and safe seconds on a terminal', () => {
    expect(stripVTControlCharacters(screenOf(ON_AIR, [1, 0.25], SUBJECT)).split('\n')).to.deep.equal([
      '● on air  main at https://radio.example  0:12:34',
      `L ${'█'.repeat(40)}   0.0 dB`,
      `R ${'█'.repeat(32)}${'·'.repeat(8)} -12.0 dB`,
      'waiting 0.3 s   safe on the server 0:12:34   from pulse:default',
      'Ctrl-C ends the broadcast and sends what is waiting; twice keeps it for another time.',
    ]);
  });

  it('tells on a terminal why the server is away, and what is missing', () => {
    const screen = stripVTControlCharacters(screenOf(AWAY, [], SUBJECT));
    expect(screen).to.match(/^○ the server is away \(connect ECONNREFUSED 127\.0\.0\.1:8000\)/);
    expect(screen).to.contain('0.7 s were never captured, and are silence.');
  });

  it('is words and numbers on a line for programs', () => {
    expect(lineOf(ON_AIR, [0.5, 0.25], SUBJECT)).to.equal(
      'live station=main sound="pulse:default" waiting=0.3 safe=754.0 level=-6.0',
    );
    expect(lineOf(AWAY, [], SUBJECT)).to.equal(
      'reconnecting station=main sound="pulse:default" waiting=0.3 safe=754.0 missing=0.7 ' +
        'problem="connect ECONNREFUSED 127.0.0.1:8000"',
    );
  });

  it('says at the end what became of the sound', () => {
    expect(describeEnd({ name: 'unsent', unsentMs: 12_340, isKept: true }, SUBJECT)).to.match(
      /^12\.3 s are not on the server; they are kept.*--send-kept/,
    );
    expect(describeEnd({ name: 'unsent', unsentMs: 900, isKept: false }, SUBJECT)).to.contain('are lost');
    const problem = { code: 'station-busy', message: 'Another source is on air.' } as const;
    const refused = { name: 'refused', problem, isKept: true } as const;
    expect(describeEnd({ ...refused, unsentMs: 0 }, SUBJECT)).to.match(/: Another source is on air\.$/);
    expect(describeEnd({ ...refused, unsentMs: 2_400_000 }, SUBJECT)).to.match(
      /: Another source is on air\.\n2400\.0 s are not on the server; they are kept/,
    );
  });
});
