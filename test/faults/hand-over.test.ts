import { expect } from 'chai';
import { FlacListener } from '../helpers/flac-listener.ts';
import { Machines } from '../helpers/machines.ts';
import { NodeBroadcaster } from '../helpers/node-broadcaster.ts';
import { PlaylistWatch } from '../helpers/playlist-watch.ts';
import { untilOnAir } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';

/** What listeners hold back is half a second, and a busy machine is late. */
const HANDED_OVER_WITHIN_MS = 800;
const RENDITION = 'flac';

describe('an ingest that is told to stop while another waits', function () {
  this.timeout(40_000);
  const redis = requireProgram('redis');
  const nginx = requireProgram('nginx');
  const ffmpeg = requireProgram('ffmpeg');
  let machines: Machines;
  let broadcaster: NodeBroadcaster;
  let watch: PlaylistWatch;
  let listener: FlacListener;

  before(async () => {
    machines = await Machines.start({ redis: redis.path, nginx: nginx.path });
    const host = `127.0.0.1:${machines.edge.port}`;
    broadcaster = new NodeBroadcaster({ host, key: machines.ingests[0].key });
    const url = machines.edge.url(`/live/main/${RENDITION}/live.m3u8`);
    await untilOnAir(url);
    watch = new PlaylistWatch(machines.edge.url('/live/main'), RENDITION);
    listener = new FlacListener({ ffmpegPath: ffmpeg.path, url, from: 'edge' });
    await listener.untilPlaying();
    await watch.moreParts(15);
  });
  after(async () => {
    broadcaster.close();
    await watch.close();
    await listener.close();
    await machines.close();
  });

  it('hands the broadcast over: the playlist goes on as if nothing had been', async () => {
    const sinceMs = performance.now();
    expect(await machines.ingests[0].stop('SIGTERM')).to.deep.equal({ code: 0, signal: null });
    await watch.moreParts(15);
    expect(Math.max(...watch.pausesMs(sinceMs))).to.be.at.most(HANDED_OVER_WITHIN_MS);
    expect([...watch.ledger.faults, ...watch.faults]).to.deep.equal([]);
    expect(broadcaster.sender.state.name).to.equal('live');
    for (const server of machines.ingests) expect(server.log).to.not.contain('"level":50');
  });

  it('loses no sample of it, and displaces none', async () => {
    await broadcaster.stop();
    const { faults, stretches } = await listener.ended();
    expect(faults).to.deep.equal([]);
    expect(stretches).to.have.length(1);
    expect(stretches[0]?.to).to.equal(broadcaster.capturedSamples);
  });
});
