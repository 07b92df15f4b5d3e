import { missingEncodersOf } from '@ringcast/segmenter';
import { expect } from 'chai';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireProgram } from '../../../helpers/required-program.ts';

describe('missingEncodersOf', () => {
  const ffmpeg = requireProgram('ffmpeg');
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ffmpeg-test-'));
  });

  after(async () => rm(folder, { recursive: true }));

  it('are none of an ffmpeg that has all it takes', async () => {
    expect(await missingEncodersOf(ffmpeg.path)).to.deep.equal([]);
  });

  it('are those that one was built without', async () => {
    const path = join(folder, 'ffmpeg');
    await writeFile(path, `#!/bin/sh\n'${ffmpeg.path}' "$@" | sed '/ flac /d'\n`);
    await chmod(path, 0o755);
    expect(await missingEncodersOf(path)).to.deep.equal(['flac']);
  });

  it('are all of a program that is not there', async () => {
    expect(await missingEncodersOf('/nowhere/ffmpeg')).to.deep.equal(['aac', 'flac', 'pcm_s16le']);
  });
});
