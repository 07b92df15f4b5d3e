import { expect } from 'chai';
import { mkdir, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../../packages/ingest/src/journal/journal.ts';
import type { PcmFormat } from '../../packages/ingest/src/wire/pcm-format.ts';
import { Recorder, type RecorderOptions } from '../../packages/ingest/src/recording/recorder.ts';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { pushPcm } from '../helpers/http-push.ts';
import { FIRST_EPOCH, JournalStage, noiseBlock } from '../helpers/journal-stage.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const RATE_HZ = 48_000;
const BLOCK_SAMPLES = 12_000;
/** 2026-11-01 12:00 UTC. */
const CAPTURED_AT_MS = 1_793_534_400_000;
const OLD_RECORDING = '2020-01-01T00-00-00Z-aaaaaaaa.flac';
const MONO: PcmFormat = { encoding: 's16le', sampleRateHz: 24_000, channels: 1 };

describe('recordings', function () {
  this.timeout(20_000);
  const ffmpeg = requireProgram('ffmpeg');
  let stage: JournalStage;
  let journal: Journal;
  let folder: string;
  let recorder: Recorder | undefined;

  beforeEach(async () => {
    stage = await JournalStage.create();
    journal = await stage.open({ isRecorded: () => true });
    folder = join(stage.folder, '..', `${stage.folder}-recordings`);
  });
  afterEach(async () => {
    await recorder?.close();
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  });

  function startRecorder(options: Partial<RecorderOptions> = {}): void {
    const settings = { ffmpegPath: ffmpeg.path, maxSeconds: 600, maxBytes: 1e9, logger: stage.logger };
    recorder = new Recorder({ journal, folder, ...settings, ...options });
  }

  /** Writes blocks from a sample up to another, and the end of the session where that is said. */
  async function broadcast(
    session: string,
    { from = 0, to, isOver = false }: { from?: number; to: number; isOver?: boolean },
  ): Promise<void> {
    const isKept = journal.unfinished().some((kept) => kept.session === session);
    const identity = { station: 'main', session };
    const written = isKept ? journal.resume(identity) : journal.begin({ ...identity, epoch: FIRST_EPOCH });
    if (from === 0) written.append({ type: 'clock', sample: 0, capturedAtMs: CAPTURED_AT_MS });
    for (let sample = from; sample < to; sample += BLOCK_SAMPLES) {
      written.append(noiseBlock(sample, { samples: Math.min(BLOCK_SAMPLES, to - sample) }));
    }
    if (isOver) written.append({ type: 'end', endSample: to, reason: 'stopped' });
    await written.close();
  }

  /** Resolves when so many recordings are there, with their names. */
  async function untilRecorded(count: number): Promise<string[]> {
    for (;;) {
      const names = await readdir(join(folder, 'main')).catch(() => []);
      const whole = names.filter((name) => name.endsWith('.flac'));
      if (whole.length >= count) return whole.toSorted();
      await stage.logger.logged('info');
    }
  }

  /** An old recording, and a file that is none. */
  async function placeOldFiles(): Promise<void> {
    for (const name of [OLD_RECORDING, 'jingle.flac']) {
      await writeFile(join(folder, 'main', name), Buffer.alloc(600_000));
      await utimes(join(folder, 'main', name), 1, 1);
    }
  }

  /** Makes a recording for which there is no room beside the old one. */
  async function recordBeyondLimit(): Promise<void> {
    await broadcast('session-one', { to: RATE_HZ, isOver: true });
    startRecorder({ maxBytes: 700_000 });
    while ((await readdir(join(folder, 'main'))).includes(OLD_RECORDING)) await stage.logger.logged('info');
    const names = await readdir(join(folder, 'main'));
    expect(names).to.have.lengthOf(2).and.include('jingle.flac');
  }

  function soundOf(name: string): Promise<Buffer> {
    return decodePcm(ffmpeg.path, join(folder, 'main', name));
  }

  it('hold every sample of a broadcast that is over, and say when it was captured', async () => {
    startRecorder();
    await broadcast('session-0123456789', { to: 5 * RATE_HZ + 123, isOver: true });
    const [name = ''] = await untilRecorded(1);
    expect(name).to.equal('2026-11-01T12-00-00Z-23456789.flac');
    expect(firstDifference(await soundOf(name), numberedNoise(0, 5 * RATE_HZ + 123))).to.equal(undefined);
  });

  it('are silent where a device gave nothing, and begin anew where the format changes', async () => {
    const written = journal.begin({ station: 'main', session: 'session-one', epoch: FIRST_EPOCH });
    written.append({ type: 'clock', sample: 0, capturedAtMs: CAPTURED_AT_MS });
    written.append(noiseBlock(0, { samples: RATE_HZ / 4 }));
    const gap = { epoch: 0, startSample: RATE_HZ / 4, samples: 2 * RATE_HZ, reason: 'device dropped frames' };
    written.append({ type: 'gap', ...gap });
    const changeAt = 2.25 * RATE_HZ;
    written.append({ type: 'epoch', epoch: 1, startSample: changeAt, format: MONO });
    written.append({ type: 'clock', sample: changeAt, capturedAtMs: CAPTURED_AT_MS + 60_000 });
    written.append(noiseBlock(changeAt, { samples: 480, epoch: 1 }));
    written.append({ type: 'end', endSample: changeAt + 480, reason: 'stopped' });
    await written.close();
    startRecorder();
    const [first = '', second = ''] = await untilRecorded(2);
    const expected = Buffer.concat([numberedNoise(0, RATE_HZ / 4), Buffer.alloc(2 * RATE_HZ * 4)]);
    expect(firstDifference(await soundOf(first), expected)).to.equal(undefined);
    expect(second).to.match(/^2026-11-01T12-01-00Z/);
  });

  it('of a broadcast that goes on for long are several, one right after the other, across restarts', async () => {
    await broadcast('session-one', { to: 2.5 * RATE_HZ });
    startRecorder({ maxSeconds: 1 });
    await untilRecorded(2);
    await recorder?.close();
    await journal.close();
    journal = await stage.open({ isRecorded: () => true });
    await broadcast('session-one', { from: 2.5 * RATE_HZ, to: 3.25 * RATE_HZ, isOver: true });
    startRecorder({ maxSeconds: 1 });
    const names = await untilRecorded(4);
    const sound = Buffer.concat(await Promise.all(names.map(soundOf)));
    expect(firstDifference(sound, numberedNoise(0, 3.25 * RATE_HZ))).to.equal(undefined);
  });

  it('that begin in the same second do not write over each other', async () => {
    for (const [index, prefix] of ['a', 'b'].entries()) {
      await broadcast(`session-${prefix}-12345678`, { to: (index + 1) * RATE_HZ, isOver: true });
    }
    startRecorder();
    const [first = '', second = ''] = await untilRecorded(2);
    const lengths = await Promise.all([first, second].map(async (name) => (await soundOf(name)).length));
    expect(lengths).to.have.members([4 * RATE_HZ, 8 * RATE_HZ]);
  });

  it('that cannot be written are told of, and stay in the journal', async () => {
    await writeFile(folder, 'no folder');
    const told = stage.logger.logged('error');
    await broadcast('session-one', { to: RATE_HZ, isOver: true });
    startRecorder();
    await told;
    expect(stage.logger.lines.at(-1)?.message).to.match(/^a recording could not be made; the journal keeps/);
    await recorder?.close();
    await rm(folder);
    startRecorder();
    const [name = ''] = await untilRecorded(1);
    expect(firstDifference(await soundOf(name), numberedNoise(0, RATE_HZ))).to.equal(undefined);
  });

  it('go when there are too many, the oldest first, and nothing else that lies there', async () => {
    await mkdir(join(folder, 'main'), { recursive: true });
    await placeOldFiles();
    await recordBeyondLimit();
  });

  it('go when there are too many where the folder of a station is a link to another disk', async () => {
    const disk = join(stage.folder, 'Another disk');
    await mkdir(disk);
    await mkdir(folder);
    await symlink(disk, join(folder, 'main'));
    await placeOldFiles();
    await recordBeyondLimit();
  });

  it('are made of what was pushed while they were wanted, and never of what was pushed before', async () => {
    const authorization = 'Bearer key-of-the-administration';
    const server = await ServerProcess.start({
      settings: { RINGCAST_RECORDINGS_DIR: folder, RINGCAST_ADMIN_KEY: 'key-of-the-administration' },
    });
    const push = (samples: number) =>
      pushPcm({ url: server.url('/ingest/main'), key: server.key, sound: numberedNoise, samples });
    const setRecord = async (record: boolean): Promise<void> => {
      const body = JSON.stringify({ record });
      const url = server.url('/api/admin/stations/main');
      const { status } = await fetch(url, { method: 'PATCH', headers: { authorization }, body });
      expect(status).to.equal(200);
    };
    try {
      await setRecord(false);
      await push(RATE_HZ);
      await setRecord(true);
      await push(2 * RATE_HZ);
      await server.untilLogged('a recording is there');
      const [name = '', ...others] = await readdir(join(folder, 'main'));
      expect(others).to.deep.equal([]);
      expect(firstDifference(await soundOf(name), numberedNoise(0, 2 * RATE_HZ))).to.equal(undefined);
    } finally {
      await server.close();
    }
  });

  it('are made of what is pushed to a server', async () => {
    const server = await ServerProcess.start({ settings: { RINGCAST_RECORDINGS_DIR: folder } });
    try {
      const samples = 2 * RATE_HZ;
      await pushPcm({ url: server.url('/ingest/main'), key: server.key, sound: numberedNoise, samples });
      await server.untilLogged('a recording is there');
      const [name = ''] = await readdir(join(folder, 'main'));
      expect(firstDifference(await soundOf(name), numberedNoise(0, samples))).to.equal(undefined);
    } finally {
      await server.close();
    }
  });
});
