import { expect } from 'chai';
import { decodePcm } from '../helpers/decoded-pcm.ts';
import { httpGetFound } from '../helpers/http-get.ts';
import { markedPcm } from '../helpers/marked-sound.ts';
import { faultsOf, findMarkers, longestSilenceMs } from '../helpers/marker-finder.ts';
import { PartCollector } from '../helpers/part-collector.ts';
import { followPlaylist, segmentsOf } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { soundOfPcm } from '../helpers/sound-of-pcm.ts';
import { WebSocketSource } from '../helpers/websocket-source.ts';

/** AAC moves the peak of a correlation by a sample or two. */
const TOLERANCE_MS = 0.1;

/** Resolves when so many segments of a station are complete. */
async function untilSegments(server: ServerProcess, station: string, count: number): Promise<void> {
  for await (const { text } of followPlaylist(server.url(`/live/${station}/aac-48/live.m3u8`))) {
    if (segmentsOf(text).length >= count) return;
  }
}

describe('a station that ends while another is on air', function () {
  this.timeout(60_000);
  const ffmpeg = requireProgram('ffmpeg');
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start({ settings: { RINGCAST_STATIONS: 'leaving,staying' } });
  });
  after(() => server.close());

  it('is not noticed by listeners of the other', async () => {
    const leaving = await WebSocketSource.start({ server, station: 'leaving', sound: markedPcm });
    const staying = await WebSocketSource.start({ server, station: 'staying', sound: markedPcm });
    const listener = new PartCollector(server.url('/live/staying/aac-96'));
    const listened = listener.run();
    await untilSegments(server, 'leaving', 1);
    await leaving.stop();
    const { body } = await httpGetFound(server.url('/live/leaving/aac-96/live.m3u8'));
    expect(body.toString()).to.match(/#EXT-X-ENDLIST\n$/);
    await untilSegments(server, 'staying', 4);
    await staying.stop();
    await listened;

    const sound = soundOfPcm(await decodePcm(ffmpeg.path, listener.bytes));
    const markers = findMarkers(sound);
    expect(faultsOf(markers, TOLERANCE_MS)).to.deep.equal([]);
    expect(longestSilenceMs(sound, markers)).to.equal(0);
    expect(markers.at(-1)?.number).to.be.at.least(Math.floor(staying.sentSamples / 12_000) - 2);
  });
});
