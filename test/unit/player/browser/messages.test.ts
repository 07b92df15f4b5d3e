import { expect } from 'chai';
import { english, type MessageId } from '../../../../packages/player/browser/messages/english.ts';
import {
  type Language,
  LANGUAGES,
  pickLanguage,
  sayIn,
} from '../../../../packages/player/browser/messages/messages.ts';

const IDS = Object.keys(english) as MessageId[];
const NAMES = Object.keys(LANGUAGES) as Language[];

function valuesIn(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).toSorted();
}

describe('messages', () => {
  for (const language of NAMES) {
    it(`in ${language} have the values of the English ones, and are not empty`, () => {
      const say = sayIn(language);
      for (const id of IDS) {
        expect(valuesIn(say(id)), id).to.deep.equal(valuesIn(english[id]));
        expect(say(id).trim(), id).to.not.equal('');
      }
    });
  }

  it('put values in, and leave a place for one that is missing', () => {
    expect(sayIn('de')('back', { seconds: '5' })).to.equal('5 Sekunden zurück');
    expect(sayIn('en')('seconds')).to.equal('{seconds} s');
  });

  const rows: [readonly string[], Language][] = [
    [['de-AT', 'en'], 'de'],
    [['fr', 'zh-TW'], 'zh-Hant'],
    [['zh-CN'], 'zh-Hant'],
    [['EN-gb', 'de'], 'en'],
    [['fr', 'it'], 'en'],
    [['', 'de'], 'de'],
    [[], 'en'],
  ];
  for (const [preferred, expected] of rows) {
    it(`are in ${expected} for ${preferred.join(', ') || 'nothing'}`, () => {
      expect(pickLanguage(preferred)).to.equal(expected);
    });
  }
});
