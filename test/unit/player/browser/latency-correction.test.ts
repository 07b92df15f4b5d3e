import { expect } from 'chai';
import {
  correctionOf,
  type LatencyReading,
} from '../../../../packages/player/browser/playback/latency-correction.ts';

const READING: LatencyReading = {
  latencyMs: 480,
  targetMs: 480,
  bufferedMs: 400,
  partMs: 192,
  isSounding: true,
  isSettling: false,
  maySeek: true,
};

const TABLE: readonly {
  name: string;
  reading: Partial<LatencyReading>;
  rate?: number;
  expected: number | 'seek';
}[] = [
  { name: 'at the target nothing is done', reading: {}, expected: 1 },
  { name: 'within half a part nothing is begun', reading: { latencyMs: 570 }, expected: 1 },
  {
    name: 'what was begun goes on within half a part',
    reading: { latencyMs: 570 },
    rate: 1.009,
    expected: 1.009,
  },
  { name: 'what was begun ends at the target', reading: { latencyMs: 490 }, rate: 1.001, expected: 1 },
  { name: 'a little behind is caught up gently', reading: { latencyMs: 530 }, rate: 1.005, expected: 1.005 },
  { name: 'far behind no faster than 1 %', reading: { latencyMs: 1_500 }, rate: 1.01, expected: 1.01 },
  { name: 'too near slows down', reading: { latencyMs: 330 }, rate: 0.99, expected: 0.99 },
  { name: 'the speed slides', reading: { latencyMs: 1_500 }, expected: 1.001 },
  { name: 'and slides back', reading: { latencyMs: 480 }, rate: 0.99, expected: 0.991 },
  {
    name: 'nothing hurries with less than a part in hand',
    reading: { latencyMs: 900, bufferedMs: 150 },
    expected: 1,
  },
  { name: 'very far behind while sounding is a seek', reading: { latencyMs: 2_100 }, expected: 'seek' },
  {
    name: 'very far behind and lately moved, the tempo does it',
    reading: { latencyMs: 2_100, maySeek: false },
    rate: 1.01,
    expected: 1.01,
  },
  {
    name: 'in silence a seek costs nothing',
    reading: { latencyMs: 820, isSounding: false },
    expected: 'seek',
  },
  {
    name: 'when sound has just come back, what is loaded is left out to be live again',
    reading: { latencyMs: 1_500, bufferedMs: 1_400, isSettling: true },
    expected: 'seek',
  },
  {
    name: 'but not beyond what is loaded',
    reading: { latencyMs: 1_500, bufferedMs: 1_100, isSettling: true },
    expected: 1.001,
  },
  {
    name: 'without parts a segment is no distance',
    reading: { latencyMs: 9_000, targetMs: 6_000, partMs: 2_000, bufferedMs: 5_000 },
    rate: 1.01,
    expected: 1.01,
  },
];

describe('correctionOf', () => {
  for (const { name, reading, rate = 1, expected } of TABLE) {
    it(name, () => {
      const correction = correctionOf({ ...READING, ...reading }, rate);
      if (expected === 'seek') expect(correction).to.deep.equal({ kind: 'seek' });
      else expect(correction).to.have.property('rate').closeTo(expected, 1e-9);
    });
  }
});
