import { expect } from 'chai';
import type { Answer } from '../../../packages/player/src/origin/answer.ts';
import { RenderedPlaylist } from '../../../packages/player/src/origin/rendered-playlist.ts';
import { WaitingRoom } from '../../../packages/player/src/origin/waiting-room.ts';
import { PlayerError } from '@ringcast/player';
import { ManualClock } from '../../helpers/manual-clock.ts';

const ANSWER: Answer = { kind: 'playlist', playlist: new RenderedPlaylist(''), isBlocking: true };
const NOT_YET = (): undefined => undefined;

describe('WaitingRoom', () => {
  let clock: ManualClock;
  let room: WaitingRoom;
  let complaints: string[];
  let told: string[];
  const tell = (name: string) => (answer: Answer) =>
    void told.push(`${name} ${answer.kind === 'refusal' ? answer.error.code : answer.kind}`);

  beforeEach(() => {
    clock = new ManualClock();
    complaints = [];
    told = [];
    const ignore = (): void => {};
    const error = (_: object, message: string): void => void complaints.push(message);
    const logger = { debug: ignore, info: ignore, warn: ignore, error };
    room = new WaitingRoom({ clock, logger, maxWaiting: 3, maxWaitMs: 6_000 });
  });

  it('replies at once where it can, without a timer', () => {
    expect(room.admit(() => ANSWER, tell('a'))).to.equal(undefined);
    expect(told).to.deep.equal(['a playlist']);
    expect(clock.timerCount).to.equal(0);
  });

  it('replies in the order of arrival, each once', () => {
    let isThere = false;
    for (const name of ['a', 'b', 'c']) room.admit(() => (isThere ? ANSWER : undefined), tell(name));
    room.review();
    expect(told).to.deep.equal([]);
    isThere = true;
    room.review();
    room.review();
    expect(told).to.deep.equal(['a playlist', 'b playlist', 'c playlist']);
  });

  it('runs one timer while requests wait and none otherwise', () => {
    const withdraw = [room.admit(NOT_YET, tell('a')), room.admit(NOT_YET, tell('b'))];
    expect(clock.timerCount).to.equal(1);
    for (const leave of withdraw) leave?.();
    expect(clock.timerCount).to.equal(0);
  });

  it('forgets whoever withdraws, whichever it is', () => {
    const [first, , third] = ['a', 'b', 'c'].map((name) => room.admit(NOT_YET, tell(name)));
    first?.();
    third?.();
    first?.();
    expect(room.size).to.equal(1);
    room.close(new PlayerError('closing', ''));
    expect(told).to.deep.equal(['b closing']);
  });

  it('lets a request withdraw while others are answered', () => {
    let isThere = false;
    const leave: ((() => void) | undefined)[] = [];
    room.admit(
      () => (isThere ? ANSWER : undefined),
      () => leave[0]?.(),
    );
    leave.push(room.admit(() => (isThere ? ANSWER : undefined), tell('b')));
    isThere = true;
    room.review();
    expect(told).to.deep.equal([]);
    expect([room.size, clock.timerCount]).to.deep.equal([0, 0]);
  });

  it('refuses a request that waited too long, and only that', () => {
    room.admit(NOT_YET, tell('a'));
    clock.advance(3_000);
    room.admit(NOT_YET, tell('b'));
    clock.advance(3_000);
    expect(told).to.deep.equal([]);
    clock.advance(250);
    expect(told).to.deep.equal(['a blocked-too-long']);
    expect(room.size).to.equal(1);
  });

  it('turns away who comes when it is full', () => {
    for (const name of ['a', 'b', 'c', 'd']) room.admit(NOT_YET, tell(name));
    expect(told).to.deep.equal(['d too-many-waiting']);
    expect(room.size).to.equal(3);
  });

  it('refuses with the reason a request that becomes impossible', () => {
    let isPossible = true;
    room.admit(() => {
      if (isPossible) return undefined;
      throw new PlayerError('unknown-rendition', '');
    }, tell('a'));
    isPossible = false;
    room.review();
    expect(told).to.deep.equal(['a unknown-rendition']);
    expect(complaints).to.deep.equal([]);
  });

  it('answers the others when one inquiry or reply fails, and logs it', () => {
    let isThere = false;
    room.admit(() => {
      if (isThere) throw new TypeError('broken');
      return undefined;
    }, tell('a'));
    room.admit(
      () => (isThere ? ANSWER : undefined),
      () => {
        throw new TypeError('broken');
      },
    );
    room.admit(() => (isThere ? ANSWER : undefined), tell('c'));
    isThere = true;
    room.review();
    expect(told).to.deep.equal(['a internal', 'c playlist']);
    expect(complaints).to.deep.equal(['a request failed', 'a reply failed']);
  });

  it('lets nobody wait once it is closed, but still answers', () => {
    room.admit(NOT_YET, tell('a'));
    room.close(new PlayerError('closing', ''));
    room.admit(NOT_YET, tell('b'));
    room.admit(() => ANSWER, tell('c'));
    expect(told).to.deep.equal(['a closing', 'b closing', 'c playlist']);
    expect(clock.timerCount).to.equal(0);
  });
});
