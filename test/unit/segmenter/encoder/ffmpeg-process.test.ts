import { FfmpegError, runFfmpeg } from '@ringcast/segmenter';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { requireProgram } from '../../../helpers/required-program.ts';

const run = promisify(execFile);

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

describe('faultOfFfmpeg', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ffmpeg-test-'));
  });

  after(async () => rm(folder, { recursive: true }));

  it('is content with an ffmpeg that has all it takes', async () => {
    expect(await faultOf(ffmpeg.path)).to.equal('none');
  });

  it('names a program that is not there', async () => {
    expect(await faultOf('/nowhere/ffmpeg')).to.include('ENOENT');
  });

  it('names the encoders that are missing', async () => {
    const path = join(folder, 'ffmpeg');
    await writeFile(path, `#!/bin/sh\n'${ffmpeg.path}' "$@" | sed '/ flac /d'\n`);
    await chmod(path, 0o755);
    expect(await faultOf(path)).to.equal('it has no encoder flac');
  });

  /** In a process of its own, because what one ffmpeg can do is remembered for all of a process. */
  async function faultOf(path: string): Promise<string> {
    const script = `
      import { faultOfFfmpeg } from '@ringcast/segmenter';
      process.stdout.write((await faultOfFfmpeg(${JSON.stringify(path)})) ?? 'none');
      process.exit();`;
    const words = ['--import=tsx', '--conditions=source', '--input-type=module', '--eval', script];
    return (await run(process.execPath, words)).stdout;
  }
});

function soundOf(input: Readable) {
  return {
    input,
    inputOptions: ['-f', 's16le', '-ar', '48000', '-ac', '2'],
    outputs: [{ target: new PassThrough({ emitClose: false }).resume(), options: ['-f', 's16le'] }],
  };
}
