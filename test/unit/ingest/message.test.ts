import { expect } from 'chai';
import { parseServerMessage } from '../../../packages/ingest/src/wire/message.ts';
import { parseClientMessage } from '../../../packages/ingest/src/wire/message-schema.ts';
import { WireError } from '../../../packages/ingest/src/wire/wire-error.ts';

const HELLO = {
  type: 'hello',
  session: '0d9f1c7e-5b1e-4a5e-9e43-3a1f6f3c2b11',
  key: 'KEY',
  epoch: 0,
  startSample: 0,
  format: { encoding: 's16le', sampleRateHz: 48_000, channels: 2 },
  keptFromSample: 0,
  client: 'capture page',
};
const GAP = { type: 'gap', epoch: 0, startSample: 96_000, samples: 960, reason: 'device dropped frames' };

function parse(value: unknown): unknown {
  return parseClientMessage(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
}

function refusalOf(value: unknown): { code: string; message: string } {
  try {
    parse(value);
  } catch (error) {
    if (error instanceof WireError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was taken');
}

describe('parseClientMessage', () => {
  const taken = [
    HELLO,
    { ...HELLO, key: undefined, keptFromSample: undefined, client: undefined },
    { type: 'format', epoch: 1, startSample: 480_000, format: HELLO.format },
    GAP,
    { type: 'clock', sample: 96_000, capturedAtMs: 1_763_653_358_123.4 },
    { type: 'time', clientTimeMs: -51_234.5 },
    { type: 'stop', endSample: 14_400_000 },
  ];
  for (const message of taken) {
    it(`takes ${message.type}${'key' in message && message.key === undefined ? ' with what is needed only' : ''}`, () => {
      expect(parse(message)).to.deep.equal(JSON.parse(JSON.stringify(message)));
    });
  }

  it('leaves out fields it does not know', () => {
    expect(parse({ ...GAP, mood: 'good' })).to.deep.equal(GAP);
  });

  const types = 'hello, format, gap, clock, time, stop';
  const badMessages: [string, unknown, string][] = [
    ['no JSON', '{"type":', 'A text frame must hold JSON in UTF-8; 8 bytes that are none came.'],
    ['a list', [], `A text frame must hold a JSON object whose type is one of ${types}; type nothing came.`],
    ['null', null, `A text frame must hold a JSON object whose type is one of ${types}; type nothing came.`],
    [
      'an unknown type',
      { type: 'toString' },
      `A text frame must hold a JSON object whose type is one of ${types}; type "toString" came.`,
    ],
    [
      'a hello without a session',
      { ...HELLO, session: undefined },
      'session of hello must be 8 to 64 characters of A-Z, a-z, 0-9 and -; nothing came.',
    ],
    [
      'a session with a slash',
      { ...HELLO, session: '../../etc' },
      'session of hello must be 8 to 64 characters of A-Z, a-z, 0-9 and -; "../../etc" came.',
    ],
    [
      'a negative epoch',
      { ...HELLO, epoch: -1 },
      'epoch of hello must be a whole number from 0 to 65535; -1 came.',
    ],
    [
      'a sample that is no number',
      '{"type":"stop","endSample":NaN}',
      'A text frame must hold JSON in UTF-8; 31 bytes that are none came.',
    ],
    [
      'a fraction of a sample',
      { type: 'stop', endSample: 0.5 },
      'endSample of stop must be a whole number from 0 to 9007199254740991; 0.5 came.',
    ],
    [
      'a format that is a word',
      { ...HELLO, format: 's16le' },
      'format of hello must be an object with encoding, sampleRateHz and channels; "s16le" came.',
    ],
    [
      'an empty gap',
      { ...GAP, samples: 0 },
      'samples of gap must be a whole number from 1 to 11520000; 0 came.',
    ],
    [
      'a date beyond dates',
      { type: 'clock', sample: 0, capturedAtMs: 1e300 },
      'capturedAtMs of clock must be milliseconds from 0 to 8640000000000000; 1e+300 came.',
    ],
  ];
  for (const [name, value, message] of badMessages) {
    it(`refuses ${name}`, () => {
      expect(refusalOf(value)).to.deep.equal({ code: 'bad-message', message });
    });
  }

  const badFormats: [string, object, string][] = [
    ['0 channels', { channels: 0 }, 'format.channels of hello must be a whole number from 1 to 8; 0 came.'],
    ['9 channels', { channels: 9 }, 'format.channels of hello must be a whole number from 1 to 8; 9 came.'],
    [
      '1 Hz',
      { sampleRateHz: 1 },
      'format.sampleRateHz of hello must be a whole number from 8000 to 192000; 1 came.',
    ],
    [
      'a rate that is null, as JSON writes NaN',
      { sampleRateHz: Number.NaN },
      'format.sampleRateHz of hello must be a whole number from 8000 to 192000; null came.',
    ],
    [
      'an unknown encoding',
      { encoding: 's16be' },
      'format.encoding of hello must be one of s16le, s24le, s32le, f32le; "s16be" came.',
    ],
  ];
  for (const [name, change, message] of badFormats) {
    it(`refuses ${name} as a bad format`, () => {
      const hello = { ...HELLO, format: { ...HELLO.format, ...change } };
      expect(refusalOf(hello)).to.deep.equal({ code: 'bad-format', message });
    });
  }

  it('refuses a text of more than 4 KiB', () => {
    const { code, message } = refusalOf({ ...GAP, mood: 'x'.repeat(4_096) });
    expect(code).to.equal('too-large');
    expect(message).to.match(/^A text frame may have at most 4096 bytes; this one has \d+\.$/);
  });

  it('never repeats a key', () => {
    const texts = [
      { ...HELLO, key: '' },
      { ...HELLO, key: 'SECRET'.repeat(50) },
      { key: 'SECRET' },
      '{"key":"SECRET"',
    ];
    for (const text of texts) expect(refusalOf(text).message).not.to.contain('SECRET');
  });
});

describe('parseServerMessage', () => {
  const messages = [
    {
      type: 'welcome',
      nextSample: 0,
      liveSample: 0,
      serverTimeMs: 1.5,
      acknowledgeEveryMs: 250,
      inFlightMs: 1_500,
      blockMs: 40,
    },
    { type: 'ack', nextSample: 12_000, liveSample: 18_000 },
    { type: 'stopped', nextSample: 14_400_000 },
    { type: 'time', clientTimeMs: 1, serverTimeMs: 2 },
    { type: 'error', code: 'wrong-key', message: 'The stream key is not the one of station "main".' },
  ];
  for (const message of messages) {
    it(`reads ${message.type}`, () => {
      expect(parseServerMessage(JSON.stringify(message))).to.deep.equal(message);
    });
  }

  it('gives undefined for what it does not know, so that a client lives on', () => {
    const unknown = [
      '',
      'null',
      '7',
      '[]',
      '{}',
      '{"type":"toString"}',
      '{"type":"ack"}',
      '{"type":"ack","nextSample":"1"}',
    ];
    unknown.push('{"type":"error","code":"new-code","message":"x"}');
    for (const text of unknown) expect(parseServerMessage(text)).to.equal(undefined);
  });
});
