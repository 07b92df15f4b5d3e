import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { fragmentsOf } from '../helpers/media-fragments.ts';
import { firstDifference, numberedNoise } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { StandInFfmpeg } from '../helpers/stand-in-ffmpeg.ts';
import { StationRun } from '../helpers/station-run.ts';

const SEGMENT_SAMPLES = 92_160;
const PART_SAMPLES = 9_216;

describe('Station, faults of ffmpeg', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  const { TMPDIR } = process.env;
  let folder: string;
  let standIn: StandInFfmpeg | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'station-test-'));
    process.env['TMPDIR'] = folder;
  });

  afterEach(async () => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await rm(folder, { recursive: true });
    standIn = undefined;
  });

  it('loses no sample where ffmpeg is killed, again and again', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    const samples = 8 * SEGMENT_SAMPLES;
    // SIGTERM has it write what it has of a part; that is a part too short.
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
      await run.send(2 * SEGMENT_SAMPLES + 777);
      process.kill(run.station.encoderPid!, signal);
    }
    await run.send(samples - 3 * (2 * SEGMENT_SAMPLES + 777));
    await run.feed.end();
    await expectEverySample(run, samples);
    const failures = failuresIn(run);
    expect(failures).to.have.length(3);
    expect(failures[0]?.error).to.contain('was ended by SIGKILL');
  });

  it('loses no sample where ffmpeg is killed while the broadcast ends', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.published(SEGMENT_SAMPLES / 2);
    run.sendAtOnce(SEGMENT_SAMPLES);
    const pid = run.station.encoderPid!;
    const ended = run.feed.end();
    process.kill(pid, 'SIGKILL');
    await ended;
    expect(failuresIn(run)).to.have.length(1);
    await expectEverySample(run, 2 * SEGMENT_SAMPLES);
  });

  it('puts what ffmpeg said last into the log', async () => {
    standIn = await StandInFfmpeg.write(
      ffmpeg.path,
      (exec) => `[ $RUN -gt 1 ] && ${exec}
        for i in $(seq 1 40); do echo "complaint $i" >&2; done; exit 3`,
    );
    const run = new StationRun({ ffmpegPath: standIn.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    const [failure] = failuresIn(run);
    expect(failure?.error).to.equal('ffmpeg exited with 3: complaint 40');
    expect(failure?.stderr?.at(-1)).to.equal('complaint 40');
    expect(failure?.stderr).to.have.length.within(5, 20);
    await expectEverySample(run, SEGMENT_SAMPLES);
  });

  it('replaces an ffmpeg that hangs, once, and loses no sample', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.published(SEGMENT_SAMPLES / 2);
    const pid = run.station.encoderPid!;
    process.kill(pid, 'SIGSTOP');
    run.sendAtOnce(12 * 48_000);
    await run.logger.logged('error');
    while (run.station.encoderPid === undefined || run.station.encoderPid === pid) await setImmediate();
    // The next one begins far behind, and is given time to catch up while more comes.
    run.sendAtOnce(4_800);
    await run.published(SEGMENT_SAMPLES + 11 * 48_000);
    await run.feed.end();
    await expectEverySample(run, SEGMENT_SAMPLES + 12 * 48_000 + 4_800);
    expect(failuresIn(run)).to.have.length(1);
  });

  it('ends a broadcast whose ffmpeg hangs within seconds, and loses no sample', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.published(SEGMENT_SAMPLES / 2);
    process.kill(run.station.encoderPid!, 'SIGSTOP');
    run.sendAtOnce(2 * PART_SAMPLES);
    const startedAt = performance.now();
    await run.feed.end();
    expect(performance.now() - startedAt).to.be.at.most(4_000);
    await expectEverySample(run, SEGMENT_SAMPLES + 2 * PART_SAMPLES);
  });

  it('replaces an ffmpeg that ends as if all was well, but wrote nothing', async () => {
    standIn = await StandInFfmpeg.write(ffmpeg.path, (exec) => `[ $RUN -gt 1 ] && ${exec}\nexit 0`);
    const run = new StationRun({ ffmpegPath: standIn.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    await expectEverySample(run, SEGMENT_SAMPLES);
    expect(await standIn.countRuns()).to.equal(2);
  });

  it('replaces an ffmpeg that writes what is no fMP4', async () => {
    standIn = await StandInFfmpeg.write(
      ffmpeg.path,
      (exec) => `[ $RUN -gt 1 ] && ${exec}
        set -- $(echo "$@" | tr ' ' '\\n' | grep ^unix:)
        exec '${ffmpeg.path}' -v error -f lavfi -i anoisesrc -f s16le "$1"`,
    );
    const run = new StationRun({ ffmpegPath: standIn.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.feed.end();
    await expectEverySample(run, SEGMENT_SAMPLES);
  });

  it('tries an ffmpeg that cannot run again ever more slowly', async () => {
    standIn = await StandInFfmpeg.write(ffmpeg.path, () => 'exit 1');
    const run = new StationRun({ ffmpegPath: standIn.path });
    run.openFeed();
    run.sendAtOnce(SEGMENT_SAMPLES);
    while (failuresIn(run).length < 5) await run.logger.logged('error');
    const delays = failuresIn(run).map(({ delayMs }) => delayMs);
    expect(delays).to.deep.equal([50, 100, 200, 400, 800]);
    await run.station.end();
    expect(run.publications).to.deep.equal([]);
  });

  describe('where there is no ffmpeg', () => {
    it('says so, publishes nothing, and another station of the process is untouched', async () => {
      const broken = new StationRun({ ffmpegPath: '/nowhere/ffmpeg' });
      const sound = new StationRun({ ffmpegPath: ffmpeg.path });
      broken.openFeed();
      sound.openFeed();
      for (let i = 0; i < 3; i++) {
        broken.sendAtOnce(SEGMENT_SAMPLES);
        await sound.send(SEGMENT_SAMPLES);
      }
      await Promise.all([broken.feed.end(), sound.feed.end()]);
      await expectEverySample(sound, 3 * SEGMENT_SAMPLES);
      expect(failuresIn(sound)).to.deep.equal([]);
      expect(failuresIn(broken)[0]?.error).to.match(/ffmpeg could not run: .*\/nowhere\/ffmpeg/);
      expect(broken.publications).to.deep.equal([]);
    });

    it('gives the broadcast up before its sound outgrows the memory kept for it, and tells the source why', async () => {
      const run = new StationRun({ ffmpegPath: '/nowhere/ffmpeg' });
      const { closed } = run.openFeed();
      const aborted = once(closed, 'abort');
      run.sendAtOnce(48_000);
      await run.logger.logged('error');
      for (let second = 0; second < 40; second++) run.sendAtOnce(48_000);
      await aborted;
      expect(closed.reason).to.include({ code: 'encoder-failed' });
      expect(String(closed.reason)).to.match(/could not run/);
      expect(run.station.isOnAir).to.equal(false);
      await run.station.end();
    });
  });

  it('leaves no temporary folder and no process behind', async () => {
    const run = new StationRun({ ffmpegPath: ffmpeg.path });
    run.openFeed();
    await run.send(SEGMENT_SAMPLES);
    await run.published(SEGMENT_SAMPLES / 2);
    const pid = run.station.encoderPid!;
    await run.feed.end();
    expect(run.station.encoderPid).to.equal(undefined);
    expect(() => process.kill(pid, 0)).to.throw('ESRCH');
    expect(await readdir(folder)).to.deep.equal([]);
  });
});

/** Every sample is in the FLAC, once and in its place; and no player notices anything. */
async function expectEverySample(run: StationRun, samples: number): Promise<void> {
  const parts = Math.ceil(samples / PART_SAMPLES);
  const first = fragmentsOf(run.streamOf('flac'))[0]!.startSample;
  const expected = Array.from({ length: parts }, (_, i) => ({
    startSample: first + i * PART_SAMPLES,
    samples: PART_SAMPLES,
  }));
  for (const { name } of run.manifest.renditions) {
    expect(fragmentsOf(run.streamOf(name)), name).to.deep.equal(expected);
    expect([...run.filesOf(name).keys()].filter((file) => file.startsWith('init-'))).to.have.length(1);
  }
  const noise = numberedNoise(0, samples);
  const flac = await decodePcm('ffmpeg', run.streamOf('flac'));
  expect(firstDifference(flac.subarray(0, noise.length), noise)).to.equal(undefined);
  expect(run.publications.some(({ manifest }) => manifest.discontinuitySequence > 0)).to.equal(false);
  const segments = run.publications.flatMap(({ manifest }) => manifest.segments);
  expect(segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
}

interface LoggedFailure {
  readonly error?: string;
  readonly stderr?: readonly string[];
  readonly delayMs?: number;
}

function failuresIn(run: StationRun): LoggedFailure[] {
  return run.logger.lines.filter(({ level }) => level === 'error').map(({ fields }): LoggedFailure => fields);
}
