import { expect } from 'chai';
import { OpusStage } from '../../../packages/ingest/src/decode/opus-stage.ts';
import { numberedNoise } from '../../helpers/numbered-noise.ts';

const PACKETS = 2_000;
const PACKET_BYTES = 4 * 960;

describe('OpusStage', () => {
  const { error } = console;
  // The decoder complains of every packet.
  before(() => (console.error = () => {}));
  after(() => (console.error = error));

  it('takes packets that are no Opus for silence or noise of their length, and comes to its end', async () => {
    let bytes = 0;
    const sink = {
      write: async (pcm: Buffer) => void (bytes += pcm.length),
      skip: async () => {},
    };
    const options = { ffmpegPath: '', sink, onTaken: () => {}, onFailed: () => {} };
    const stage = new OpusStage({ ...options, format: { encoding: 'opus', sampleRateHz: 48_000 } });
    for (let packet = 0; packet < PACKETS; packet++) {
      const length = 1 + (packet % 400);
      await stage.write(numberedNoise(packet * 100, 100).subarray(0, length));
    }
    await stage.finish();
    expect(bytes).to.equal(PACKETS * PACKET_BYTES);
    expect(stage.takenSamples).to.equal(PACKETS * 960);
  });
});
