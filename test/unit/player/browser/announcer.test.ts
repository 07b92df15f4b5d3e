import { expect } from 'chai';
import { Announcer } from '../../../../packages/player/browser/element/announcer.ts';

const SECOND_MS = 1_000;

/** What was in the live region at each half second; `timeline` holds the sentence shown in each. */
function toldIn(timeline: readonly (string | undefined)[]): string[] {
  const announcer = new Announcer();
  return timeline.map((sentence, index) => announcer.tell(sentence, (index * SECOND_MS) / 2));
}

function shownFor(sentence: string | undefined, seconds: number): (string | undefined)[] {
  return Array.from({ length: seconds * 2 }, () => sentence);
}

describe('Announcer', () => {
  it('says nothing of what was there when the page came up', () => {
    const told = toldIn(shownFor('On air.', 10));
    expect(new Set(told)).to.deep.equal(new Set(['']));
  });

  it('says a new sentence once it has stood, and takes it away again', () => {
    const told = toldIn([...shownFor('On air.', 3), ...shownFor('Off air.', 12)]);
    const said = told.flatMap((text, index) => (text === '' ? [] : [[text, index / 2] as const]));
    expect(said.every(([text]) => text === 'Off air.')).to.equal(true);
    expect([said[0]?.[1], said.at(-1)?.[1]]).to.deep.equal([4.5, 10]);
  });

  it('says what comes soon after the page came up', () => {
    const told = toldIn([...shownFor('On air.', 1), ...shownFor('Off air.', 4)]);
    expect(told).to.include('Off air.');
  });

  it('keeps a stall of a second to itself', () => {
    const told = toldIn([...shownFor('Live.', 3), ...shownFor('Slow.', 1), ...shownFor('Live.', 10)]);
    expect(told.join('')).to.equal('');
  });

  it('says nothing for a state that nobody has to know of', () => {
    const told = toldIn([...shownFor('On air.', 3), ...shownFor(undefined, 9)]);
    expect(new Set(told)).to.deep.equal(new Set(['']));
  });

  it('says the same sentence again after another', () => {
    const told = toldIn([
      ...shownFor('Live.', 3),
      ...shownFor('Slow.', 9),
      ...shownFor('Live.', 9),
      ...shownFor('Slow.', 9),
    ]);
    const starts = told.filter((text, index) => text !== '' && text !== told[index - 1]);
    expect(starts).to.deep.equal(['Slow.', 'Live.', 'Slow.']);
  });
});
