import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exportWavs } from '../../packages/ingest/src/journal/wav-export.ts';
import { WAV_HEADER_BYTES } from '../../packages/ingest/src/journal/wav-header.ts';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import { BLOCK_SAMPLES, FIRST_EPOCH, JournalStage, noiseBlock } from '../helpers/journal-stage.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';

const run = promisify(execFile);
const COMMAND = fileURLToPath(new URL('../../packages/ingest/src/journal/export.ts', import.meta.url));
const SOURCE_FLAGS = ['--import=tsx', '--conditions=source'];
const SESSION = 'session-one';
const HALF_RATE: PcmFormat = { encoding: 's16le', sampleRateHz: 24_000, channels: 2 };

describe('exportWavs', () => {
  let stage: JournalStage;
  let session: string;
  let target: string;

  beforeEach(async () => {
    stage = await JournalStage.create();
    session = stage.sessionFolder(SESSION);
    target = join(stage.folder, 'wavs');
    const journal = await stage.open();
    const written = journal.begin({ station: 'main', session: SESSION, epoch: FIRST_EPOCH });
    written.append(noiseBlock(0));
    written.append({ type: 'gap', epoch: 0, startSample: 960, samples: 40, reason: 'device dropped frames' });
    written.append(noiseBlock(1_000));
    written.append({ type: 'epoch', epoch: 1, startSample: 1_960, format: HALF_RATE });
    written.append(noiseBlock(1_960, { epoch: 1 }));
    await written.close();
  });

  afterEach(async () => stage.close());

  it('writes a file for each format, bit for bit, with silence for what was never captured', async () => {
    const [first, second, ...others] = await exportWavs(session, target);
    expect(others).to.deep.equal([]);
    expect(first).to.deep.include({
      format: FIRST_EPOCH.format,
      startSample: 0,
      samples: 1_960,
      missingSamples: 40,
    });
    expect(second).to.deep.include({
      format: HALF_RATE,
      startSample: 1_960,
      samples: 960,
      missingSamples: 0,
    });
    const expected = [
      numberedNoise(0, BLOCK_SAMPLES),
      Buffer.alloc(160),
      numberedNoise(1_000, BLOCK_SAMPLES),
    ];
    expect(firstDifference(await soundIn('epoch-0.wav'), Buffer.concat(expected))).to.equal(undefined);
    expect(firstDifference(await soundIn('epoch-1.wav'), numberedNoise(1_960, BLOCK_SAMPLES))).to.equal(
      undefined,
    );
  });

  it('leaves nothing where it fails, and can be asked again', async () => {
    const inTheWay = `epoch-1.wav.${process.pid}.part`;
    await mkdir(join(target, inTheWay), { recursive: true });
    const failure = await exportWavs(session, target).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'EISDIR' });
    expect(await readdir(target)).to.deep.equal([inTheWay]);
    await rmdir(join(target, inTheWay));
    await exportWavs(session, target);
    expect((await readdir(target)).toSorted()).to.deep.equal(['epoch-0.wav', 'epoch-1.wav']);
    expect((await soundIn('epoch-0.wav')).length).to.equal(1_960 * 4);
  });

  it('does not write over a file that is there', async () => {
    await mkdir(target);
    await writeFile(join(target, 'epoch-0.wav'), 'another');
    const failure = await exportWavs(session, target).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'file-exists' });
    expect(await readFile(join(target, 'epoch-0.wav'), 'utf8')).to.equal('another');
  });

  describe('read by ffmpeg', () => {
    const ffmpeg = requireProgram('ffmpeg');

    it('is the same sound', async () => {
      await exportWavs(session, target);
      const decodeArguments = ['-v', 'error', '-i', join(target, 'epoch-1.wav'), '-f', 's16le', '-'];
      const { stdout } = await run(ffmpeg.path, decodeArguments, { encoding: 'buffer' });
      expect(firstDifference(stdout, numberedNoise(1_960, BLOCK_SAMPLES))).to.equal(undefined);
    });
  });

  it('is a command', async () => {
    const { stdout } = await run(process.execPath, [...SOURCE_FLAGS, COMMAND, session, target]);
    expect(stdout.split('\n')).to.deep.equal([
      `${target}/epoch-0.wav: 0.0 s, 1960 samples from 0 on, of which 40 are silence, because the session lacks them; 2 × s16le at 48000 Hz`,
      `${target}/epoch-1.wav: 0.0 s, 960 samples from 1960 on; 2 × s16le at 24000 Hz`,
      '',
    ]);
  });

  it('says to a person what is no session of a journal', async () => {
    const error = await run(process.execPath, [...SOURCE_FLAGS, COMMAND, stage.folder, target]).catch(
      (cause: unknown) => cause,
    );
    expect(error).to.deep.include({
      code: 1,
      stderr: `${stage.folder} must be the folder of a session in the journal, with files like 00000001.journal; none that can be read is in it.\n`,
    });
  });

  async function soundIn(name: string): Promise<Buffer> {
    return (await readFile(join(target, name))).subarray(WAV_HEADER_BYTES);
  }
});
