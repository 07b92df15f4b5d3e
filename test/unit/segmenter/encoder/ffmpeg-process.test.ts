import { FfmpegError, runFfmpeg } from '@ringcast/segmenter';
import { expect } from 'chai';
import { PassThrough, Readable } from 'node:stream';
import { requireProgram } from '../../../helpers/required-program.ts';

describe('runFfmpeg', () => {
  const ffmpeg = requireProgram('ffmpeg');

  it('says with which code and which last words ffmpeg has ended', async () => {
    const error = await failureOf({ ffmpegPath: ffmpeg.path, inputOptions: ['-no-such-option', '1'] });
    expect(error).to.include({ code: 'ffmpeg-failed', signal: undefined });
    expect(error.exitCode).to.be.above(0);
    expect(error.stderrTail.join('\n')).to.contain('no-such-option');
    expect(error.message).to.match(/^ffmpeg exited with \d+: \S/);
  });

  it('can be ended before it is up', async () => {
    const child = runFfmpeg({ ...soundOf(new PassThrough()), ffmpegPath: ffmpeg.path });
    child.kill();
    child.kill();
    const error: unknown = await child.finished.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    expect(error).to.be.an.instanceOf(FfmpegError).and.include({ signal: 'SIGKILL' });
    child.kill();
  });

  it('says that a program cannot be run', async () => {
    const error = await failureOf({ ffmpegPath: '/nowhere/ffmpeg' });
    expect(error).to.include({ exitCode: undefined, signal: undefined });
    expect(error.message).to.contain('ffmpeg could not run').and.contain('/nowhere/ffmpeg');
  });

  async function failureOf(options: { ffmpegPath: string; inputOptions?: string[] }): Promise<FfmpegError> {
    const { finished } = runFfmpeg({ ...soundOf(Readable.from([Buffer.alloc(400)])), ...options });
    try {
      await finished;
    } catch (cause) {
      if (cause instanceof FfmpegError) return cause;
      throw cause;
    }
    throw new Error('ffmpeg ended well');
  }
});

function soundOf(input: Readable) {
  return {
    input,
    inputOptions: ['-f', 's16le', '-ar', '48000', '-ac', '2'],
    outputs: [{ target: new PassThrough({ emitClose: false }).resume(), options: ['-f', 's16le'] }],
  };
}
