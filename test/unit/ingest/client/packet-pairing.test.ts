import { expect } from 'chai';
import { PacketPairing } from '../../../../packages/ingest/src/client/packet-pairing.ts';
import { PacketStamps } from '../../../../packages/ingest/src/client/packet-stamps.ts';

describe("ffmpeg's lines about packets", () => {
  it('tell when each began, in the time base of their head', () => {
    const stamps = new PacketStamps();
    expect(stamps.read('#software: Lavf59.27.100')).to.equal(undefined);
    expect(stamps.read('#tb 0: 1/48000')).to.equal(undefined);
    expect(stamps.read('0,      48000,      48000,      480,     1920, 0x00000000')).to.deep.equal({
      atMs: 1_000,
      bytes: 1_920,
    });
  });

  it('leave what else ffmpeg says', () => {
    const line = '[alsa @ 0x55b8] ALSA buffer xrun.';
    expect(new PacketStamps().read(line)).to.equal(line);
  });
});

describe('packets that come by two pipes', () => {
  it('are whole when both said all of them, in whatever pieces', () => {
    const pairing = new PacketPairing();
    const sound = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(pairing.pushBytes(sound.subarray(0, 3))).to.deep.equal([]);
    expect(pairing.pushStamp({ atMs: 10, bytes: 4 })).to.deep.equal([]);
    expect(pairing.pushStamp({ atMs: 20, bytes: 4 })).to.deep.equal([]);
    expect(pairing.pushBytes(sound.subarray(3))).to.deep.equal([
      { atMs: 10, pcm: sound.subarray(0, 4) },
      { atMs: 20, pcm: sound.subarray(4, 8) },
    ]);
    expect(pairing.pushStamp({ atMs: 30, bytes: 2 })).to.deep.equal([{ atMs: 30, pcm: sound.subarray(8) }]);
  });
});
