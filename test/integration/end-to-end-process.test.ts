import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { markedPcm } from '../helpers/marked-sound.ts';
import { followPlaylist, segmentsOf } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess, type ServerProcessOptions } from '../helpers/server-process.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

const PART_SAMPLES = 9_216;
const SEGMENT_MS = 1_920;
const STOP_LIMIT_MS = 5_000;

function broadcastTo(server: ServerProcess): Promise<WebSocketSource> {
  return WebSocketSource.start({ server, sound: markedPcm });
}

/** Resolves when a playlist over HTTP lists so many parts and segments. */
async function untilPublished(server: ServerProcess, segments: number): Promise<string> {
  for await (const { text } of followPlaylist(server.url('/live/main/aac-96/live.m3u8'))) {
    if (segmentsOf(text).length >= segments) return text;
  }
  throw new Error('the broadcast ended too early');
}

/** Where the clock is ahead of what was published, a broadcast begins with its number. */
function msnOfClock(): number {
  return Math.floor(Date.now() / SEGMENT_MS);
}

function playlistInFolder(server: ServerProcess): Promise<string> {
  return readFile(join(server.segmentsFolder, 'main/aac-96/live.m3u8'), 'utf8');
}

/** Samples that a playlist says it holds. */
function samplesOf(playlist: string): number {
  const durations = [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  return Math.round(durations.reduce((sum, seconds) => sum + seconds, 0) * 48_000);
}

describe('the server as a process', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`ends broadcasts cleanly at ${signal}: all it received is in the folder, and the playlists end`, async () => {
      const server = await ServerProcess.start();
      const source = await broadcastTo(server);
      await untilPublished(server, 1);
      const sentSamples = source.sentSamples;
      const askedAt = performance.now();
      expect(await server.stop(signal)).to.deep.equal({ code: 0, signal: null });
      expect(performance.now() - askedAt).to.be.below(STOP_LIMIT_MS);
      const playlist = await playlistInFolder(server);
      expect(playlist).to.match(/#EXT-X-ENDLIST\n$/);
      expect(samplesOf(playlist)).to.be.at.least(sentSamples - PART_SAMPLES);
      await server.close();
    });
  }

  it('goes on after a restart with the same key and with the next media sequence numbers, or those of the clock', async () => {
    const settings = { RINGCAST_STREAM_KEY: '' };
    const first = await ServerProcess.start({ settings });
    const firstSource = await broadcastTo(first);
    await untilPublished(first, 1);
    await first.stop();
    firstSource.drop();
    const lastMsn = segmentsOf(await playlistInFolder(first)).at(-1) ?? 0;
    const earliestMsn = Math.max(lastMsn + 1, msnOfClock());
    const second = await ServerProcess.start({ settings, folder: first.folder });
    const latestMsn = Math.max(lastMsn + 1, msnOfClock());
    expect(second.key)
      .to.equal(first.key)
      .and.match(/^[\w-]{24}$/);
    const source = await broadcastTo(second);
    const playlist = await untilPublished(second, 1);
    await source.stop();
    expect(segmentsOf(playlist)[0]).to.be.within(earliestMsn, latestMsn);
    expect(playlist).to.include('#EXT-X-DISCONTINUITY-SEQUENCE:1\n');
    await second.close();
    await first.close();
  });

  const refusals: { name: string; options: ServerProcessOptions; expected: RegExp }[] = [
    {
      name: 'settings that are wrong',
      options: { settings: { RINGCAST_LATENCY: 'fast' } },
      expected: /^Ringcast cannot start\. RINGCAST_LATENCY: .*"ultra"\|"low"\|"relaxed"\|"standard"\n$/,
    },
    {
      name: 'a variable that is misspelt',
      options: { settings: { RINGCAST_LISTN: 'token' } },
      expected:
        /^Ringcast cannot start\. RINGCAST_LISTN: expected a setting of docs\/configuration\.md; .*\n$/,
    },
    {
      name: 'an ffmpeg that is not there',
      options: { settings: { RINGCAST_FFMPEG: '/nowhere' } },
      expected: /^Ringcast cannot start\. RINGCAST_FFMPEG must be .*"\/nowhere" cannot be used.*\n$/,
    },
  ];
  for (const { name, options, expected } of refusals) {
    it(`says in one line that it cannot start with ${name}`, async () => {
      const server = await ServerProcess.launch(options);
      expect(await server.exited).to.deep.equal({ code: 1, signal: null });
      expect(server.log).to.match(expected);
      await server.close();
    });
  }

  it('says in one line that another server uses its folders, and leaves that one alone', async () => {
    const first = await ServerProcess.start();
    const source = await broadcastTo(first);
    await untilPublished(first, 1);
    const spooled = join(first.folder, 'state/spool/of-the-first');
    await mkdir(dirname(spooled), { recursive: true });
    await writeFile(spooled, '');
    const { folder: shared } = first;
    for (const { settings, folder, setting } of [
      { settings: {}, folder: join(shared, 'state'), setting: 'stateDir' },
      {
        settings: { RINGCAST_STATE_DIR: join(shared, 'another') },
        folder: first.segmentsFolder,
        setting: 'segmentsDir',
      },
    ]) {
      const second = await ServerProcess.launch({ folder: shared, settings });
      expect(await second.exited).to.deep.equal({ code: 1, signal: null });
      expect(second.log).to.match(/^Ringcast cannot start\. .*\n$/);
      expect(second.log).to.contain(`Another Ringcast uses the folder "${folder}" (${setting}); stop it,`);
    }
    await readFile(spooled);
    await untilPublished(first, 3);
    await source.stop();
    expect(await first.stop()).to.deep.equal({ code: 0, signal: null });
    const playlist = await playlistInFolder(first);
    expect(playlist).to.match(/#EXT-X-ENDLIST\n$/);
    expect(playlist).to.not.match(/^#EXT-X-DISCONTINUITY$/m);
    await first.close();
  });

  it('says in one line that its port is in use', async () => {
    const first = await ServerProcess.start();
    const second = await ServerProcess.launch({ port: first.port });
    expect(await second.exited).to.deep.equal({ code: 1, signal: null });
    const expected = `Ringcast cannot start. Port ${first.port} is in use by another program; set PORT to a free one.\n`;
    expect(second.log).to.equal(expected);
    await second.close();
    await first.close();
  });
});
