import { expect } from 'chai';
import { english, type MessageId } from '../../../packages/ingest/browser/messages/english.ts';
import {
  type Language,
  LANGUAGES,
  pickLanguage,
  wordsIn,
} from '../../../packages/ingest/browser/messages/words.ts';

const IDS = Object.keys(english) as MessageId[];

function valuesIn(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).toSorted();
}

describe('words of the capture page', () => {
  for (const language of Object.keys(LANGUAGES) as Language[]) {
    it(`in ${language} have the values of the English ones, and are not empty`, () => {
      const { say } = wordsIn(language);
      for (const id of IDS) {
        expect(valuesIn(say(id)), id).to.deep.equal(valuesIn(english[id]));
        expect(say(id).trim(), id).to.not.equal('');
      }
    });
  }

  it('write numbers and durations as their language does', () => {
    expect(wordsIn('de').seconds(2_400)).to.equal('2,4 s');
    expect(wordsIn('zh-Hant').seconds(12_400)).to.equal('12 秒');
    expect(wordsIn('en').number(1_411)).to.equal('1,411');
  });

  it("are the first of the reader's languages", () => {
    expect(pickLanguage(['fr', 'de-AT', 'en'])).to.equal('de');
    expect(pickLanguage(['zh-CN'])).to.equal('zh-Hant');
    expect(pickLanguage([])).to.equal('en');
  });
});
