import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { CapturePage } from '../helpers/capture-page.ts';
import { FAKE_MICROPHONE_RATE_HZ, launchChromium } from '../helpers/chromium.ts';
import { FlacListener } from '../helpers/flac-listener.ts';
import { readOnlySession, rowsOf } from '../helpers/kept-sound.ts';
import { NetworkNamespace } from '../helpers/network-namespace.ts';
import { findNumberingFault, writeNumberedWav } from '../helpers/numbered-sound.ts';
import { PlaylistWatch } from '../helpers/playlist-watch.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { skipSuite } from '../helpers/skipped-suite.ts';

const MICROPHONE_SECONDS = 180;
const UPLINK_BPS = 300_000;
/** Until the page has noticed, and speaks with less. */
const ADJUSTING_MS = 10_000;
const LISTENED_MS = 10_000;
const LEAST_SOUND_SHARE = 0.5;
const WHOLE_WITHIN_MS = 60_000;
const SAFE_BELOW_MS = 1_500;
const LOOK_EVERY_MS = 100;
const ON_AIR_PARTS = 26;
const BLOCK_BYTES = 480 * 4;

describe('an uplink of 300 kbit/s, by traffic shaping in a network namespace', function () {
  this.timeout(150_000);
  const ffmpeg = requireProgram('ffmpeg');
  const chromium = requireProgram('chromium');
  requireProgram('tc');
  let namespace: NetworkNamespace;
  let folder: string;
  let server: ServerProcess;
  let browser: Browser;
  let capture: CapturePage;
  let watch: PlaylistWatch;
  let listener: FlacListener | undefined;

  before(async function () {
    namespace = await NetworkNamespace.create().catch((cause: unknown) =>
      skipSuite(this, `no network namespace can be made here: ${String(cause).split('\n')[0]}`),
    );
    folder = await mkdtemp(join(tmpdir(), 'ringcast-fault-'));
    const microphoneFile = join(folder, 'microphone.wav');
    await writeNumberedWav(microphoneFile, {
      seconds: MICROPHONE_SECONDS,
      sampleRateHz: FAKE_MICROPHONE_RATE_HZ,
    });
    server = await ServerProcess.start();
    const origin = `http://${namespace.hostAddress}:${server.port}`;
    browser = await launchChromium({
      executablePath: await namespace.wrap(chromium.path),
      microphoneFile,
      // Only there does a page without TLS get a microphone.
      switches: [`--unsafely-treat-insecure-origin-as-secure=${origin}`],
    });
    capture = await CapturePage.open(browser, `${origin}/broadcast/main#key=${server.key}`);
    await capture.goLive();
    await capture.untilState('live');
    watch = new PlaylistWatch(server.url('/live/main'), 'aac-96');
    await watch.moreParts(ON_AIR_PARTS);
  });
  after(async () => {
    await listener?.close();
    await watch?.close();
    await browser?.close();
    await server?.close();
    await namespace?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  it('leaves the broadcast on air, with sound', async () => {
    await namespace.limit(UPLINK_BPS);
    await pass(ADJUSTING_MS);
    const url = server.url('/live/main/flac/live.m3u8');
    listener = new FlacListener({ ffmpegPath: ffmpeg.path, url, from: 'edge' });
    await listener.untilPlaying();
    await pass(LISTENED_MS);
    expect(soundShareOf(listener.pcm)).to.be.at.least(LEAST_SOUND_SHARE);
    expect([...watch.ledger.faults, ...watch.faults]).to.deep.equal([]);
    expect((await capture.stats()).unacknowledgedMs, 'waiting for room').to.be.at.least(ADJUSTING_MS / 2);
  });

  it('is made up for within a minute once it is wide again', async () => {
    await namespace.relieve();
    const giveUpAtMs = performance.now() + WHOLE_WITHIN_MS;
    let { unacknowledgedMs } = await capture.stats();
    for (; unacknowledgedMs > SAFE_BELOW_MS; { unacknowledgedMs } = await capture.stats()) {
      if (performance.now() > giveUpAtMs) throw new Error(`${unacknowledgedMs} ms are still not safe`);
      await pass(LOOK_EVERY_MS);
    }
  });

  it('costs the journal not one sample', async () => {
    await capture.stop();
    const { capturedSamples } = await capture.untilState('stopped');
    const runs = await readOnlySession(join(server.folder, 'state'));
    const last = runs.at(-1);
    expect(last && last.startSample + last.samples).to.equal(capturedSamples);
    // A busy machine's device drops frames; then that is said.
    for (const run of runs) if (run.type === 'gap') expect(run.reason).to.match(/microphone/);
    for (const row of rowsOf(runs)) expect(findNumberingFault(row)).to.equal(undefined);
  });
});

/** How much of some PCM is not silence, from 0 to 1. */
function soundShareOf(pcm: Buffer): number {
  const silence = Buffer.alloc(BLOCK_BYTES);
  let blocks = 0;
  let silentBlocks = 0;
  for (let offset = 0; offset + BLOCK_BYTES <= pcm.length; offset += BLOCK_BYTES) {
    blocks += 1;
    if (pcm.subarray(offset, offset + BLOCK_BYTES).equals(silence)) silentBlocks += 1;
  }
  return blocks === 0 ? 0 : 1 - silentBlocks / blocks;
}
