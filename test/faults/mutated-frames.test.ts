import { join } from 'node:path';
import { expect } from 'chai';
import { collectGarbage, INSPECTED } from '../helpers/garbage-collector.ts';
import { journalFault } from '../helpers/kept-sound.ts';
import { MutatingClient } from '../helpers/mutating-client.ts';
import { NodeBroadcaster } from '../helpers/node-broadcaster.ts';
import { PlaylistWatch } from '../helpers/playlist-watch.ts';
import { residentKb } from '../helpers/process-statistics.ts';
import { ProtocolMutator } from '../helpers/protocol-mutator.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const SEED = 20_260_801;
const FRAMES = 10_000;
const CLIENTS = 4;
/** V8 has grown to what it needs by then. */
const WARM_UP_FRAMES = 2_000;
const MAX_GROWTH_KB = 24_000;
/** What docs/protocol.md lists. */
const CLOSE_CODES = [1000, 1009, 4400, 4401, 4404, 4408, 4409, 4410, 4415, 4422, 4424, 4425, 4429];
const ON_AIR_PARTS = 10;
const MAX_PAUSE_MS = 1_000;

describe('10,000 frames that break the protocol', function () {
  this.timeout(120_000);
  requireProgram('ffmpeg');
  let server: ServerProcess;
  let broadcaster: NodeBroadcaster;
  let watch: PlaylistWatch;
  let clients: MutatingClient[];

  before(async () => {
    const stations = Array.from({ length: CLIENTS }, (_, index) => `mutated-${index}`);
    const settings = { RINGCAST_STATIONS: ['main', ...stations].join(','), RINGCAST_RENDITIONS: 'aac-96' };
    server = await ServerProcess.start({ settings, nodeFlags: [INSPECTED] });
    const host = `127.0.0.1:${server.port}`;
    const { key } = server;
    broadcaster = new NodeBroadcaster({ host, key });
    watch = new PlaylistWatch(server.url('/live/main'), 'aac-96');
    await watch.moreParts(ON_AIR_PARTS);
    clients = stations.map((station, index) => {
      return new MutatingClient({ host, key, station, mutator: new ProtocolMutator(SEED + index) });
    });
  });
  after(async () => {
    broadcaster.close();
    await watch.close();
    await server.close();
  });

  const sendAll = (frames: number) => Promise.all(clients.map((client) => client.send(frames / CLIENTS)));

  /** Resident memory without garbage. */
  async function memoryKb(): Promise<number> {
    await collectGarbage(server);
    return residentKb(server.pid);
  }

  it('end each connection with a code that says why, and cost neither life nor memory', async () => {
    const sinceMs = performance.now();
    await sendAll(WARM_UP_FRAMES);
    const beforeKb = await memoryKb();
    await sendAll(FRAMES - WARM_UP_FRAMES);
    const growthKb = (await memoryKb()) - beforeKb;
    const ends = clients.flatMap((client) => client.ends);
    const unexplained = ends.filter(
      ({ closeCode, reason }) => !CLOSE_CODES.includes(closeCode) || reason === '',
    );
    expect(unexplained.slice(0, 5).map(textOf)).to.deep.equal([]);
    expect(growthKb).to.be.at.most(MAX_GROWTH_KB);
    expect(Math.max(...watch.pausesMs(sinceMs)), 'between parts of the station beside').to.be.below(
      MAX_PAUSE_MS,
    );
  });

  it('go unnoticed by a station beside them', async () => {
    await broadcaster.stop();
    const { session, capturedSamples } = broadcaster;
    const stateFolder = join(server.folder, 'state');
    expect(await journalFault({ stateFolder, session }, capturedSamples)).to.equal(undefined);
    expect([...watch.faults, ...watch.ledger.faults]).to.deep.equal([]);
    expect(server.log).to.not.contain('"level":50');
  });
});

function textOf({ closeCode, reason, frame }: MutatingClient['ends'][number]): string {
  const text = frame.isBinary
    ? frame.data.subarray(0, 40).toString('hex')
    : frame.data.toString().slice(0, 200);
  return `${closeCode} "${reason}" after ${text}`;
}
