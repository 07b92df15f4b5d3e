import { expect } from 'chai';
import { WAV_HEADER_BYTES, wavHeaderOf } from '../../../../packages/ingest/src/journal/wav-header.ts';
import type { PcmFormat } from '../../../../packages/ingest/src/wire/pcm-format.ts';

const STEREO: PcmFormat = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 };
const FORMAT_HEX = hex('666d7420 10000000 0100 0200 80bb0000 00ee0200 0400 1000');

function hex(spaced: string): string {
  return spaced.replaceAll(' ', '');
}

describe('wavHeaderOf', () => {
  it('keeps the place of the long sizes in a file that 32 bits hold', () => {
    const riff = hex(`52494646 4c000000 57415645 4a554e4b 1c000000 ${'00'.repeat(28)}`);
    expect(wavHeaderOf(STEREO, 4).toString('hex')).to.equal(`${riff}${FORMAT_HEX}6461746104000000`);
  });

  it('writes an RF64 file beyond them', () => {
    const dataBytes = 12_000_000_000;
    const header = wavHeaderOf(STEREO, dataBytes);
    expect(header.subarray(0, 20).toString('hex')).to.equal(
      hex('52463634 ffffffff 57415645 64733634 1c000000'),
    );
    expect(Number(header.readBigUInt64LE(20)), 'all but the first 8 bytes').to.equal(dataBytes + 72);
    expect(Number(header.readBigUInt64LE(28)), 'the samples').to.equal(dataBytes);
    expect(Number(header.readBigUInt64LE(36)), 'how many').to.equal(3_000_000_000);
    expect(header.subarray(44).toString('hex')).to.equal(`00000000${FORMAT_HEX}64617461ffffffff`);
  });

  it('changes over where 32 bits do not hold the length', () => {
    const largest = 4_294_967_220;
    expect(wavHeaderOf(STEREO, largest).subarray(0, 4).toString()).to.equal('RIFF');
    expect(
      wavHeaderOf(STEREO, largest + 4)
        .subarray(0, 4)
        .toString(),
    ).to.equal('RF64');
  });

  it('marks floating point as such', () => {
    const header = wavHeaderOf({ encoding: 'f32le', sampleRateHz: 44_100, channels: 1 }, 4);
    expect(header.readUInt16LE(56)).to.equal(3);
    expect(header.readUInt16LE(70)).to.equal(32);
  });

  it('counts the byte that fills an odd length in the file, not in the sound', () => {
    const header = wavHeaderOf({ encoding: 's24le', sampleRateHz: 44_100, channels: 1 }, 3);
    expect(header.readUInt32LE(4)).to.equal(WAV_HEADER_BYTES - 8 + 4);
    expect(header.readUInt32LE(WAV_HEADER_BYTES - 4)).to.equal(3);
  });
});
