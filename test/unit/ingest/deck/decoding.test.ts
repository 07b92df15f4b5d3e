import { expect } from 'chai';
import { openTrack } from '../../../../packages/ingest/browser/deck/decoding.ts';
import { wavOf } from '../../../helpers/wav-file.ts';

const FRAMES = 480;

/** What comes out, in each channel, of one channel of a file that sounds alone: 1 is as loud as it went in. */
async function decodeWith(sounding: number, channels: number): Promise<number[]> {
  const pcm = new Int16Array(FRAMES * channels);
  for (let frame = 0; frame < FRAMES; frame++) pcm[frame * channels + sounding] = 16_384;
  const wav = wavOf(Buffer.from(pcm.buffer), channels);
  const track = await openTrack(new File([new Uint8Array(wav)], 'sound.wav'));
  const frames: number[][] = [];
  for await (const { planes } of track.sounds()) frames.push(planes.map((plane) => (plane[0] ?? 0) * 2));
  track.close();
  return frames[0] ?? [];
}

/** What a channel gives to the left and to the right, before all is scaled to give 1 at most. */
type Share = readonly [left: number, right: number];

const LEFT: Share = [1, 0];
const RIGHT: Share = [0, 1];
const BOTH: Share = [1, 1];
const CENTRE: Share = [Math.SQRT1_2, Math.SQRT1_2];
const NOWHERE: Share = [0, 0];
const BACK_LEFT: Share = [Math.SQRT1_2, 0];
const BACK_RIGHT: Share = [0, Math.SQRT1_2];
const BACK_CENTRE: Share = [0.5, 0.5];

const LAYOUTS: Readonly<Record<string, readonly Share[]>> = {
  mono: [BOTH],
  stereo: [LEFT, RIGHT],
  '3.0': [LEFT, RIGHT, CENTRE],
  quad: [LEFT, RIGHT, BACK_LEFT, BACK_RIGHT],
  '5.0': [LEFT, RIGHT, CENTRE, BACK_LEFT, BACK_RIGHT],
  '5.1': [LEFT, RIGHT, CENTRE, NOWHERE, BACK_LEFT, BACK_RIGHT],
  '6.1': [LEFT, RIGHT, CENTRE, NOWHERE, BACK_CENTRE, BACK_LEFT, BACK_RIGHT],
  '7.1': [LEFT, RIGHT, CENTRE, NOWHERE, BACK_LEFT, BACK_RIGHT, BACK_LEFT, BACK_RIGHT],
};

describe('openTrack', () => {
  for (const [name, shares] of Object.entries(LAYOUTS)) {
    it(`brings ${name} to stereo as ffmpeg does, every channel at its level`, async () => {
      const total = shares.reduce((sum, [left]) => sum + left, 0);
      for (const [channel, [left, right]] of shares.entries()) {
        const heard = await decodeWith(channel, shares.length);
        expect(heard[0], `channel ${channel}, left`).to.be.closeTo(left / total, 0.001);
        expect(heard[1], `channel ${channel}, right`).to.be.closeTo(right / total, 0.001);
      }
    });
  }
});
