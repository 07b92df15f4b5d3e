import { expect } from 'chai';
import {
  FragmentSplitter,
  type Fmp4Piece,
} from '../../../../packages/segmenter/src/fmp4/fragment-splitter.ts';
import { encodeStream } from '../../../helpers/encoded-stream.ts';
import { numberedNoise } from '../../../helpers/numbered-noise.ts';
import { requireProgram } from '../../../helpers/required-program.ts';
import { box } from '../../../helpers/sample-boxes.ts';

describe('FragmentSplitter', () => {
  const init = Buffer.concat([box('ftyp', Buffer.from('iso5')), box('moov', Buffer.alloc(40, 1))]);
  const first = Buffer.concat([box('moof', Buffer.alloc(30, 2)), box('mdat', Buffer.alloc(50, 3))]);
  const second = Buffer.concat([box('moof', Buffer.alloc(30, 4)), box('mdat')]);

  it('gives the initialization section, then each fragment', () => {
    expect(new FragmentSplitter().push(Buffer.concat([init, first, second]))).to.deep.equal([
      { kind: 'init', bytes: init },
      { kind: 'fragment', bytes: first },
      { kind: 'fragment', bytes: second },
    ]);
  });

  it('gives the same pieces wherever the stream is cut', () => {
    expectSameWhereverCut(Buffer.concat([init, first, second]));
  });

  it('gives a piece with its last byte, no sooner', () => {
    const splitter = new FragmentSplitter();
    splitter.push(init);
    expect(splitter.push(first.subarray(0, -1))).to.deep.equal([]);
    expect(splitter.push(first.subarray(-1))).to.deep.equal([{ kind: 'fragment', bytes: first }]);
  });

  it('leaves out boxes between fragments', () => {
    const between = Buffer.concat([box('styp', Buffer.alloc(8)), box('sidx', Buffer.alloc(32)), box('free')]);
    const end = box('mfra', Buffer.alloc(16));
    const pieces = new FragmentSplitter().push(Buffer.concat([init, between, first, between, second, end]));
    expect(pieces.map(({ bytes }) => bytes)).to.deep.equal([init, first, second]);
  });

  it('keeps a box that lies inside a piece, where offsets count it', () => {
    const [moof, mdat] = [box('moof', Buffer.alloc(30, 2)), box('mdat', Buffer.alloc(50, 3))];
    const whole = Buffer.concat([moof, box('free', Buffer.alloc(8)), mdat]);
    expect(new FragmentSplitter().push(Buffer.concat([init, whole]))).to.deep.equal([
      { kind: 'init', bytes: init },
      { kind: 'fragment', bytes: whole },
    ]);
  });

  it('gives pieces that stay as they are when the chunk they came in is written over', () => {
    const splitter = new FragmentSplitter();
    const chunk = Buffer.concat([init, first.subarray(0, 50)]);
    const pieces = splitter.push(chunk);
    chunk.fill(0xff);
    pieces.push(...splitter.push(first.subarray(50)));
    expect(pieces.map(({ bytes }) => bytes)).to.deep.equal([init, first]);
  });

  const impossible = [
    { name: 'of 0 bytes (to the end of the file)', sizeBytes: 0 },
    { name: 'of 1 byte (64-bit size)', sizeBytes: 1 },
    { name: 'smaller than its header', sizeBytes: 7 },
    { name: 'larger than any part', sizeBytes: 4 * 1024 * 1024 + 1 },
    { name: 'of 4 GB', sizeBytes: 0xffffffff },
  ];
  for (const { name, sizeBytes } of impossible) {
    it(`refuses a box ${name}`, () => {
      const header = box('mdat');
      header.writeUInt32BE(sizeBytes);
      const splitter = new FragmentSplitter();
      splitter.push(init);
      expect(() => splitter.push(header))
        .to.throw(`A box of ${sizeBytes} bytes came from the encoder; expected 8 to 4194304.`)
        .with.property('code', 'bad-fragment');
    });
  }

  it('refuses a piece whose media do not come', () => {
    const splitter = new FragmentSplitter();
    splitter.push(box('moof'));
    const free = box('free', Buffer.alloc(4 * 1024 * 1024 - 8));
    splitter.push(free);
    expect(() => splitter.push(free))
      .to.throw('Boxes of 8388616 bytes came from the encoder without media; expected 8388608 at most.')
      .with.property('code', 'bad-fragment');
  });

  it('takes a box of the greatest size', () => {
    const greatest = box('mdat', Buffer.alloc(4 * 1024 * 1024 - 8));
    const pieces = new FragmentSplitter().push(Buffer.concat([box('moof'), greatest]));
    expect(pieces.map(({ bytes }) => bytes.length)).to.deep.equal([8 + greatest.length]);
  });

  describe('on what ffmpeg writes', () => {
    const ffmpeg = requireProgram('ffmpeg');
    const cases = [
      { rendition: 'aac-48', pcm: numberedNoise(0, 5 * 3_072), fragments: 5 },
      { rendition: 'flac', pcm: quietNoise(3 * 3_072), fragments: 3 },
    ];
    for (const { rendition, pcm, fragments } of cases) {
      it(`gives the same pieces of ${rendition} wherever the stream is cut`, async () => {
        const stream = await encodeStream({ ffmpegPath: ffmpeg.path, rendition, profile: 'ultra', pcm });
        const pieces = expectSameWhereverCut(stream);
        expect(pieces.map(({ kind }) => kind)).to.deep.equal([
          'init',
          ...Array.from({ length: fragments }, () => 'fragment'),
        ]);
        expect(Buffer.concat(pieces.map(({ bytes }) => bytes)).equals(stream)).to.equal(true);
      });
    }
  });
});

/** Cuts a stream into two at every byte, and into single bytes; every way has to give the pieces of the whole. */
function expectSameWhereverCut(stream: Buffer): Fmp4Piece[] {
  const pieces = new FragmentSplitter().push(stream);
  const expected = JSON.stringify(pieces.map(shapeOf));
  for (let cut = 1; cut < stream.length; cut++) {
    const splitter = new FragmentSplitter();
    const cutPieces = [...splitter.push(stream.subarray(0, cut)), ...splitter.push(stream.subarray(cut))];
    if (JSON.stringify(cutPieces.map(shapeOf)) !== expected) expect.fail(`cut at byte ${cut}: other pieces`);
    for (const [i, piece] of cutPieces.entries()) {
      if (!piece.bytes.equals(pieces[i]!.bytes))
        expect.fail(`cut at byte ${cut}: piece ${i} has other bytes`);
    }
  }
  const splitter = new FragmentSplitter();
  const single = [...stream].flatMap((byte) => splitter.push(Uint8Array.of(byte)));
  expect(single).to.deep.equal(pieces);
  return pieces;
}

function shapeOf({ kind, bytes }: Fmp4Piece): [string, number] {
  return [kind, bytes.length];
}

/** Noise of a few steps, which FLAC makes small. */
function quietNoise(frames: number): Buffer {
  const loud = numberedNoise(0, frames);
  const pcm = Buffer.alloc(loud.length);
  for (let i = 0; i < loud.length; i += 2) pcm.writeInt16LE(loud.readInt16LE(i) >> 13, i);
  return pcm;
}
