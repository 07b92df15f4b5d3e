import { type Feed, gridOf } from '@ringcast/segmenter';
import { expect } from 'chai';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { numberedNoise, noiseStretches } from '../helpers/numbered-noise.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { StationRun, type StationRunOptions } from '../helpers/station-run.ts';

/** Numbers of the second source's noise, far from the first one's. */
const SECOND = 10_000_000;
const BLOCK_SAMPLES = 960;
/** The first 10 ms of another source fade in. */
const FADE_SAMPLES = 480;

describe('Station, a second source', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  let run: StationRun;
  let first: Feed;
  let second: Feed;

  afterEach(() => run.station.end());

  const open = (options: Partial<StationRunOptions> = {}) => {
    run = new StationRun({ ffmpegPath: ffmpeg.path, secondSource: 'stand-by', ...options });
    first = run.openFeed();
  };
  /** Both send in real time, the second in blocks of so many samples, when they are whole. */
  const sendBoth = async (samples: number, secondBlockSamples = BLOCK_SAMPLES) => {
    for (let sent = 0; sent < samples; sent += BLOCK_SAMPLES) {
      await run.send(BLOCK_SAMPLES);
      if ((sent + BLOCK_SAMPLES) % secondBlockSamples === 0) sendSecond(secondBlockSamples);
    }
  };
  const sendSecond = (samples: number) => second.write(numberedNoise(SECOND + second.nextSample, samples));
  const sendSecondAlone = async (samples: number, blockSamples = BLOCK_SAMPLES) => {
    for (let sent = 0; sent < samples; sent += blockSamples) {
      run.nowMs += blockSamples / 48;
      sendSecond(blockSamples);
      await run.published(Number.NEGATIVE_INFINITY);
    }
  };
  const heard = async () => noiseStretches(await decodePcm(ffmpeg.path, run.streamOf('flac')));

  it('is refused where nothing else was set, with the reason', () => {
    open({ secondSource: 'refuse' });
    expect(run.station.refusal).to.equal('Station "main" is on air from another source (test).');
    expect(() => run.station.openFeed({ kind: 'second', isClocked: true })).to.throw(
      'Station "main" is on air from another source (test).',
    );
  });

  for (const how of ['stops', 'is lost'] as const) {
    it(`takes over where a part begins when the first ${how}: one broadcast, no discontinuity, a gap of less than a part`, async () => {
      open();
      second = run.station.openFeed({ kind: 'second', isClocked: true });
      expect(second.isStandingBy).to.equal(true);
      await sendBoth(96_000 + 5 * BLOCK_SAMPLES);
      const endOfFirst = first.nextSample;
      if (how === 'stops') await first.end();
      else first.detach();
      expect(second.isStandingBy).to.equal(false);
      expect(run.station.source).to.include({ kind: 'second', isAttached: true });
      await sendSecondAlone(96_000);
      await second.end();

      const [one, two, ...others] = await heard();
      expect(others).to.deep.equal([]);
      expect([one!.from, one!.to, one!.at]).to.deep.equal([0, endOfFirst, 0]);
      const { partSamples } = gridOf('low');
      const boundary = Math.ceil(endOfFirst / partSamples) * partSamples;
      expect(two!.at - boundary, 'it fades in from the boundary on').to.be.within(0, FADE_SAMPLES);
      expect(two!.to).to.equal(SECOND + second.nextSample);
      // What it sent while it stood by is not heard, but for what keeps it from running dry.
      expect(two!.from - SECOND).to.be.within(endOfFirst - 2 * BLOCK_SAMPLES, endOfFirst + FADE_SAMPLES);
      expect(run.manifest.segments.some(({ hasDiscontinuity }) => hasDiscontinuity)).to.equal(false);
      expect(run.manifest).to.include({ hasEnded: true, discontinuitySequence: 0 });
      const started = new Set(run.publications.map(({ manifest }) => manifest.startedAtMs));
      expect(started.size).to.equal(1);
    });
  }

  it('that sends in bursts takes over with as much as lasts to the next one', async () => {
    open();
    second = run.station.openFeed({ kind: 'second', isClocked: true });
    await sendBoth(96_000, 24_000);
    await sendBoth(9_600 - BLOCK_SAMPLES, 24_000);
    await first.end();
    await sendSecondAlone(96_000, 24_000);
    await second.end();
    const stretches = await heard();
    expect(stretches).to.have.lengthOf(2);
    expect(stretches[1]!.to).to.equal(SECOND + second.nextSample);
  });

  it('that has not stood by long takes over all the same, and one that hangs is not waited for', async () => {
    open({ offAirAfterMs: 2_000 });
    second = run.station.openFeed({ kind: 'second', isClocked: true });
    await run.send(96_000);
    await first.end();
    expect(run.station.isOnAir).to.equal(true);
    await sendSecondAlone(48_000);
    run.nowMs += 2_100;
    await run.until(() => run.publications.at(-1)?.manifest.hasEnded === true);
    expect((await heard()).at(-1)!.to).to.equal(SECOND + second.nextSample);
  });

  it('takes over from one that is there and sends nothing, before the station goes off air', async () => {
    open({ offAirAfterMs: 2_000 });
    second = run.station.openFeed({ kind: 'second', isClocked: true });
    await sendBoth(96_000);
    run.nowMs += 2_100;
    sendSecond(BLOCK_SAMPLES);
    while (second.isStandingBy) await new Promise((resolve) => setImmediate(resolve));
    expect(first.closed.aborted).to.equal(true);
    await sendSecondAlone(48_000);
    await second.end();
    expect((await heard()).at(-1)!.to).to.equal(SECOND + second.nextSample);
  });

  it('is one at a time; a lost one gives its place up, and takes over when it is back and needed', async () => {
    open();
    second = run.station.openFeed({ kind: 'second', isClocked: true });
    expect(run.station.refusal).to.equal(
      'Station "main" is on air from another source (test), and one more stands by (second).',
    );
    expect(() => run.station.openFeed({ kind: 'third', isClocked: true })).to.throw('one more stands by');
    await sendBoth(48_000);
    second.detach();
    expect(run.station.refusal).to.equal(undefined);
    first.detach();
    expect(second.isStandingBy).to.equal(true);
    second.attach();
    expect(second.isStandingBy).to.equal(false);
    await sendSecondAlone(48_000);
    await second.end();
    expect(await heard()).to.have.lengthOf(2);
  });

  it('leaves when it likes, and with the end of the server', async () => {
    open();
    second = run.station.openFeed({ kind: 'second', isClocked: true });
    await second.end();
    expect(second.closed.aborted).to.equal(true);
    const third = run.station.openFeed({ kind: 'third', isClocked: false });
    await run.send(48_000);
    await run.station.end();
    expect([first, third].map(({ closed }) => (closed.reason as Error).message)).to.deep.equal([
      'The broadcast of station "main" was ended by the server.',
      'The broadcast of station "main" was ended by the server.',
    ]);
  });

  it('that is a file is read in real time while it stands by', async () => {
    open();
    second = run.station.openFeed({ kind: 'second', isClocked: false });
    let sent = 0;
    let isHeld = false;
    while (!isHeld) {
      sendSecond(BLOCK_SAMPLES);
      sent += BLOCK_SAMPLES;
      isHeld = await Promise.race([
        second.ready().then(() => false),
        new Promise<boolean>((resolve) => setImmediate(() => setImmediate(() => resolve(true)))),
      ]);
    }
    expect(sent).to.be.within(48 * 200, 48 * 300);
    await run.station.end();
  });
});
