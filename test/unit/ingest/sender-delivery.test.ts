import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptFolder } from '../../../packages/ingest/src/client/kept-folder.ts';
import { Delivery } from '../../../packages/ingest/src/wire/sender-delivery.ts';

const SESSION = 'a-session-of-main';
const FORMAT = { encoding: 's16le', sampleRateHz: 48_000, channels: 2 } as const;
const SECOND = Buffer.alloc(48_000 * 4, 1);
const STATION_BUSY = 4_409;

describe('Delivery', () => {
  let folder: string;
  let shelf: KeptFolder;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringcast-delivery-'));
    shelf = new KeptFolder({ folder, station: 'main' });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps what waits where it is turned away after the server was away', async () => {
    expect((await turnAwayAfter(40)).unsentMs).to.equal(40_000);
    const file = await shelf.take(SESSION);
    expect(file?.contents?.blockMs).to.equal(40_000);
    file?.close();
  });

  it('leaves nothing where it is turned away at once', async () => {
    expect((await turnAwayAfter(1)).unsentMs).to.equal(0);
    expect(shelf.sessions()).to.deep.equal([]);
  });

  /** Captures for some seconds without a connection, and gets one to a station where another source is on air. */
  async function turnAwayAfter(seconds: number): Promise<Delivery> {
    const file = await shelf.begin(SESSION);
    return new Promise((resolve) => {
      const delivery = new Delivery({
        session: SESSION,
        start: FORMAT,
        link: { open() {}, sendText() {}, sendBlock() {}, close() {} },
        nowMs: () => 0,
        random: () => 0,
        onEnded: () => resolve(delivery),
      });
      delivery.keepIn(file);
      for (let second = 0; second < seconds; second++) delivery.sender.capture(SECOND);
      delivery.sender.handleOpen();
      delivery.sender.handleClose(STATION_BUSY);
      delivery.tick();
    });
  }
});
