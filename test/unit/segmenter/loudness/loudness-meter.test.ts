import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LoudnessMeter } from '../../../../packages/segmenter/src/loudness/loudness-meter.ts';
import { requireProgram } from '../../../helpers/required-program.ts';

const run = promisify(execFile);
const SECOND_BYTES = 48_000 * 4;

describe('a loudness meter', function () {
  this.timeout(20_000);
  const ffmpeg = requireProgram('ffmpeg');

  /** A source of libavfilter as 48 kHz stereo s16le. */
  async function render(source: string, filter = 'anull'): Promise<Buffer> {
    const input = ['-v', 'error', '-f', 'lavfi', '-i', source, '-af', filter];
    const output = ['-ac', '2', '-ar', '48000', '-f', 's16le', '-'];
    const options = { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
    return (await run(ffmpeg.path, [...input, ...output], options)).stdout;
  }

  /** What ffmpeg measures in the same bytes. */
  async function judge(pcm: Buffer): Promise<{ momentary: number; shortTerm: number; integrated: number }> {
    const input = ['-hide_banner', '-f', 's16le', '-ar', '48000', '-ac', '2', '-i', 'pipe:0'];
    const child = run(ffmpeg.path, [...input, '-af', 'ebur128', '-f', 'null', '-']);
    child.child.stdin?.end(pcm);
    const { stderr } = await child;
    const last = stderr.split('\n').findLast((line) => line.includes('M:')) ?? '';
    const read = (name: string): number => Number(new RegExp(`${name}: *(-?[\\d.]+)`).exec(last)?.[1]);
    return { momentary: read('M'), shortTerm: read('S'), integrated: read('I') };
  }

  /** Takes it in pieces of an odd length, at odd addresses. */
  function measure(pcm: Buffer): LoudnessMeter {
    const meter = new LoudnessMeter();
    for (let offset = 0; offset < pcm.length; offset += 4_004) {
      const piece = pcm.subarray(offset, offset + 4_004);
      const shifted = Buffer.from(Buffer.alloc(piece.length + 1).buffer, 1, piece.length);
      piece.copy(shifted);
      meter.take(shifted);
    }
    return meter;
  }

  it('tells of a tone what EBU R 128 says of it', async () => {
    const tone = await render('aevalsrc=0.1*sin(2*PI*1000*t)|0.1*sin(2*PI*1000*t):s=48000:d=5');
    const { momentaryLufs, shortTermLufs, integratedLufs, peakDbfs } = measure(tone).loudnessAfter(0);
    for (const lufs of [momentaryLufs, shortTermLufs, integratedLufs]) expect(lufs).to.be.closeTo(-20, 0.05);
    expect(peakDbfs).to.be.closeTo(-20, 0.05);
  });

  it('agrees with ffmpeg on loud and soft passages, the soft ones gated', async () => {
    const volume = "volume='if(lt(mod(t,20),12),0.01,0.8)':eval=frame";
    const noise = await render('anoisesrc=c=pink:r=48000:d=40:a=0.3:seed=7', volume);
    const [ours, theirs] = [measure(noise).loudnessAfter(0), await judge(noise)];
    expect(ours.momentaryLufs).to.be.closeTo(theirs.momentary, 0.1);
    expect(ours.shortTermLufs).to.be.closeTo(theirs.shortTerm, 0.1);
    expect(ours.integratedLufs).to.be.closeTo(theirs.integrated, 0.1);
  });

  it('knows silence, and what was before it', async () => {
    const meter = measure(await render('aevalsrc=0.5*sin(2*PI*440*t)|0.5*sin(2*PI*440*t):s=48000:d=4'));
    for (let second = 0; second < 4; second += 1) meter.take(Buffer.alloc(SECOND_BYTES));
    const { momentaryLufs, shortTermLufs, integratedLufs, peakDbfs } = meter.loudnessAfter(0);
    expect([momentaryLufs, shortTermLufs, peakDbfs]).to.deep.equal([undefined, undefined, undefined]);
    expect(integratedLufs).to.be.above(-15);
    const peaks = meter.peaksAfter(0);
    expect(peaks).to.have.length(80);
    expect(peaks[20]).to.be.closeTo(0.5, 0.01);
    expect(peaks.at(-1)).to.equal(0);
  });

  it('takes it for silence where nothing follows, until something does', async () => {
    const tone = await render('aevalsrc=0.5*sin(2*PI*440*t)|0.5*sin(2*PI*440*t):s=48000:d=4');
    const [idle, silent] = [measure(tone), measure(tone)];
    silent.take(Buffer.alloc(SECOND_BYTES));
    expect(idle.peaksAfter(1_000)).to.deep.equal(silent.peaksAfter(0));
    expect(idle.loudnessAfter(1_000).momentaryLufs).to.equal(undefined);
    // A filter rings on where silence comes, and not where nothing does.
    expect(idle.loudnessAfter(1_000).shortTermLufs).to.be.closeTo(
      silent.loudnessAfter(0).shortTermLufs!,
      0.01,
    );
    expect(idle.loudnessAfter(3_600_000)).to.deep.include({ shortTermLufs: undefined, peakDbfs: undefined });
    expect(idle.peaksAfter(3_600_000)).to.deep.equal(Array(192).fill(0));
    idle.take(tone);
    expect(idle.loudnessAfter(0).shortTermLufs).to.be.closeTo(
      measure(tone).loudnessAfter(0).shortTermLufs!,
      0.01,
    );
  });
});
