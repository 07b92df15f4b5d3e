import { askFfmpeg, missingEncodersIn } from '@ringcast/segmenter';
import { expect } from 'chai';
import { requireProgram } from '../../../helpers/required-program.ts';

describe('missingEncodersIn', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let answer: string;

  before(async () => {
    answer = await askFfmpeg(ffmpeg.path, ['-encoders']);
  });

  it('are none of an ffmpeg that has all it takes', () => {
    expect(missingEncodersIn(answer)).to.deep.equal([]);
  });

  it('are those that one was built without', () => {
    expect(missingEncodersIn(answer.replace(/^ A.{5} flac .*$/m, ''))).to.deep.equal(['flac']);
  });

  it('are all of a program that said nothing', () => {
    expect(missingEncodersIn('')).to.deep.equal(['aac', 'flac', 'pcm_s16le']);
  });
});
