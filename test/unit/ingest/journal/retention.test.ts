import { expect } from 'chai';
import { chooseRemovals } from '../../../../packages/ingest/src/journal/retention.ts';

const NOW_MS = 1_000_000;

/** `NAME:BYTES@AGE`, with a `!` at the end for one that must stay. */
function sessionOf(text: string) {
  const [, name, bytes, age, stays] = /^(\w+):(\d+)@(\d+)(!?)$/.exec(text) ?? [];
  return { name, bytes: Number(bytes), lastWrittenAtMs: NOW_MS - Number(age), isRemovable: stays === '' };
}

describe('chooseRemovals', () => {
  const cases: [string, { sessions: string; removed: string; excessBytes?: number }][] = [
    ['keeps all that is within the limits', { sessions: 'a:50@100 b:50@0', removed: '' }],
    ['removes what is too old', { sessions: 'a:1@101 b:1@100 c:1@300', removed: 'c a' }],
    ['keeps what is old and must stay', { sessions: 'a:1@101! b:1@300!', removed: '' }],
    ['removes the oldest until the rest fits', { sessions: 'c:40@1 a:40@3 b:40@2 d:40@0', removed: 'a b' }],
    ['counts what must stay', { sessions: 'a:90@9! b:20@8 c:10@7', removed: 'b' }],
    [
      'says how much is too much where what is left must stay',
      { sessions: 'a:90@9! b:60@8! c:10@7', removed: 'c', excessBytes: 50 },
    ],
    ['removes a session that is too large alone', { sessions: 'a:101@0', removed: 'a' }],
    ['has nothing to do with nothing', { sessions: '', removed: '' }],
  ];
  for (const [name, { sessions, removed, excessBytes = 0 }] of cases) {
    it(name, () => {
      const given = sessions.split(' ').filter(Boolean).map(sessionOf);
      const verdict = chooseRemovals(given, { maxBytes: 100, maxAgeMs: 100, nowMs: NOW_MS });
      expect(verdict.removals.map((session) => session.name).join(' ')).to.equal(removed);
      expect(verdict.excessBytes).to.equal(excessBytes);
    });
  }
});
