import { expect } from 'chai';
import { Machines } from '../helpers/machines.ts';
import { NodeBroadcaster } from '../helpers/node-broadcaster.ts';
import { PlaylistWatch } from '../helpers/playlist-watch.ts';
import { untilOnAir } from '../helpers/playlist-follower.ts';
import { requireProgram } from '../helpers/required-program.ts';

const HAS_STATION = 'this process has the station now';
const RENDITION = 'aac-96';
const ACKNOWLEDGED_WITHIN_MS = 500;

describe('an ingest that is frozen for longer than its lease', function () {
  this.timeout(40_000);
  const redis = requireProgram('redis');
  const nginx = requireProgram('nginx');
  requireProgram('ffmpeg');
  let machines: Machines;
  let broadcaster: NodeBroadcaster;
  let watch: PlaylistWatch;

  before(async () => {
    machines = await Machines.start({ redis: redis.path, nginx: nginx.path });
    broadcaster = new NodeBroadcaster({
      host: `127.0.0.1:${machines.edge.port}`,
      key: machines.ingests[0].key,
    });
    await untilOnAir(machines.edge.url(`/live/main/${RENDITION}/live.m3u8`));
    watch = new PlaylistWatch(machines.edge.url('/live/main'), RENDITION);
    await watch.moreParts(5);
  });
  after(async () => {
    broadcaster.close();
    await watch.close();
    await machines.close();
  });

  it('sends its broadcaster to who has the station now, and the playlist does not go back', async () => {
    const [frozen, other] = machines.ingests;
    process.kill(frozen.pid, 'SIGSTOP');
    try {
      await other.untilLogged(HAS_STATION);
    } finally {
      process.kill(frozen.pid, 'SIGCONT');
    }
    await other.untilLogged('a client is connected');
    await broadcaster.untilState('live');
    // What it kept meanwhile has to come first.
    while (broadcaster.stats.unacknowledgedMs > ACKNOWLEDGED_WITHIN_MS) await watch.moreParts(1);
    await watch.moreParts(10);
    expect(watch.ledger.faults).to.deep.equal([]);
    const listed = machines.edge.url('/live/main/aac-96/live.m3u8');
    expect(await (await fetch(listed)).text()).to.not.contain('#EXT-X-ENDLIST');
  });
});
