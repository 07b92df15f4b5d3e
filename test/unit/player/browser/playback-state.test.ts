import { expect } from 'chai';
import {
  type PlaybackFacts,
  type PlaybackState,
  stateOf,
} from '../../../../packages/player/browser/playback/playback-state.ts';

const FACTS: PlaybackFacts = {
  isSupported: true,
  station: 'onAir',
  wantsPlay: true,
  isBlocked: false,
  sound: 'sounding',
};

const TABLE: readonly [string, Partial<PlaybackFacts>, PlaybackState][] = [
  ['before the first answer', { station: 'unknown', wantsPlay: false, sound: 'silent' }, 'checking'],
  ['on air, not pressed', { wantsPlay: false, sound: 'silent' }, 'ready'],
  ['pressed, no sound yet', { sound: 'silent' }, 'starting'],
  ['sound comes', {}, 'playing'],
  ['sound stopped', { sound: 'stalled' }, 'stalled'],
  ['pause pressed', { wantsPlay: false, sound: 'paused' }, 'paused'],
  ['refused by the browser', { isBlocked: true, sound: 'silent' }, 'blocked'],
  ['off air', { station: 'offAir', wantsPlay: false, sound: 'silent' }, 'offAir'],
  ['off air while waiting for it', { station: 'offAir', sound: 'silent' }, 'offAir'],
  ['no token that is good', { station: 'locked', sound: 'silent' }, 'locked'],
  ['no such station', { station: 'missing', sound: 'silent' }, 'missing'],
  ['server away, nothing left to play', { station: 'unreachable', sound: 'stalled' }, 'unreachable'],
  ['server away, but what was loaded plays', { station: 'unreachable' }, 'playing'],
  ['no way to play', { isSupported: false }, 'unsupported'],
];

describe('stateOf', () => {
  for (const [name, facts, state] of TABLE) {
    it(`${name}: ${state}`, () => expect(stateOf({ ...FACTS, ...facts })).to.equal(state));
  }
});
