import { expect } from 'chai';
import { NODE_STAND_INS } from '../../../../packages/ingest/src/client/node-stand-ins.ts';
import { OpusStage } from '../../../../packages/ingest/src/decode/opus-stage.ts';
import type { PcmFormat } from '../../../../packages/ingest/src/wire/pcm-format.ts';
import type { StandInPacket } from '../../../../packages/ingest/src/wire/stand-in.ts';
import { numberedNoise } from '../../../helpers/numbered-noise.ts';

const STEREO: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
const SECOND = 48_000;
const AMPLITUDE = 0.5;
/** A second at 96 and 32 kbit/s, with what a variable rate takes. */
const MOST_BYTES = [15_000, 5_000];

describe('stand-ins that Node makes', () => {
  for (const [index, name] of ['stereo', 'mono'].entries()) {
    it(`are Opus packets of 20 ms in ${name} that hold the sound`, async () => {
      const packets = encode(STEREO, index, toneOf(SECOND));
      expect(packets.length).to.equal(50);
      expect(packets.every(({ kind, samples }) => kind === 'opus' && samples === 960)).to.equal(true);
      const bytes = packets.reduce((total, { payload }) => total + payload.length, 0);
      expect(bytes).to.be.below(MOST_BYTES[index] ?? 0);
      const values = await decode(packets);
      expect(values.length).to.equal(2 * SECOND);
      const peak = Math.max(...values.subarray(SECOND)) / 32_767;
      expect(peak).to.be.within(0.9 * AMPLITUDE, 1.1 * AMPLITUDE);
    });
  }

  it('are cut at 20 ms, however the sound comes', () => {
    const pcm = numberedNoise(0, SECOND / 10);
    const pieces = [pcm.subarray(0, 4), pcm.subarray(4, 4_000), pcm.subarray(4_000)];
    expect(encode(STEREO, 0, ...pieces).length).to.equal(5);
  });

  it('are mono PCM where Opus does not have the rate', () => {
    const packets = encode({ ...STEREO, sampleRateHz: 44_100 }, 0, numberedNoise(0, 441));
    expect(packets.map(({ kind, samples }) => ({ kind, samples }))).to.deep.equal([
      { kind: 'mono', samples: 441 },
    ]);
  });

  it('are none where nothing narrower can be made', () => {
    expect(NODE_STAND_INS.levelsOf({ ...STEREO, encoding: 'f32le' })).to.deep.equal([]);
  });
});

function encode(format: PcmFormat, level: number, ...pieces: readonly Buffer[]): StandInPacket[] {
  const packets: StandInPacket[] = [];
  const events = {
    onPacket: (packet: StandInPacket) => packets.push(packet),
    onFailed: () => expect.fail('the encoder gave up'),
  };
  const row = NODE_STAND_INS.levelsOf(format)[level]?.(events);
  for (const piece of pieces) row?.push(piece);
  row?.close();
  row?.close();
  return packets;
}

/** Stereo at 48 kHz, as the server decodes it. */
async function decode(packets: readonly StandInPacket[]): Promise<Int16Array> {
  const pieces: Buffer[] = [];
  const sink = { write: async (pcm: Buffer) => void pieces.push(pcm), skip: async () => {} };
  const options = { ffmpegPath: '', sink, onTaken: () => {}, onFailed: () => {} };
  const stage = new OpusStage({ ...options, format: { encoding: 'opus', sampleRateHz: 48_000 } });
  for (const { payload } of packets) await stage.write(Buffer.from(payload));
  await stage.finish();
  return new Int16Array(new Uint8Array(Buffer.concat(pieces)).buffer);
}

/** 480 Hz on both channels. */
function toneOf(samples: number): Buffer {
  const pcm = Buffer.alloc(samples * 4);
  for (let sample = 0; sample < samples; sample++) {
    const value = Math.round(AMPLITUDE * 32_767 * Math.sin((2 * Math.PI * sample) / 100));
    pcm.writeInt16LE(value, sample * 4);
    pcm.writeInt16LE(value, sample * 4 + 2);
  }
  return pcm;
}
