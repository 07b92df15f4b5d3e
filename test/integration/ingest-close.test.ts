import { expect } from 'chai';
import { IngestServer } from '../helpers/ingest-server.ts';
import { numberedNoise } from '../helpers/numbered-noise.ts';
import { PushRequest } from '../helpers/push-request.ts';
import { interceptWrites } from '../helpers/write-interception.ts';

/** Two seconds for what was received to go on air and one for the disk; a busy machine is late. */
const CLOSED_WITHIN_MS = 4_000;

describe('ingest, as its server goes down', function () {
  this.timeout(20_000);

  it('is not held up by a push whose sound the disk does not take', async () => {
    const server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg' });
    await server.listen();
    let goOn: () => void = () => {};
    const disk = new Promise<void>((resolve) => (goOn = resolve));
    await interceptWrites(
      async (write) => disk.then(() => write.carryOut()),
      async () => {
        const path = '/ingest/main?format=s16le&rate=48000&channels=2';
        const push = new PushRequest({ host: server.host, path });
        push.outgoing.write(numberedNoise(0, 9_600));
        const feed = await server.station.opened();
        await feed.until(() => feed.nextSample === 9_600);
        const beganAtMs = performance.now();
        await server.closeIngest();
        expect(performance.now() - beganAtMs).to.be.at.most(CLOSED_WITHIN_MS);
        goOn();
      },
    ).finally(goOn);
    await server.close();
  });
});
