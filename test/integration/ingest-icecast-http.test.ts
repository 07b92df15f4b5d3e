import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIngest } from '@ringcast/ingest';
import { MemoryLogger, MemoryStation } from '../helpers/memory-station.ts';
import { SourceConnection } from '../helpers/source-connection.ts';
import { TemporaryJournal } from '../helpers/temporary-journal.ts';

describe('an HTTP server that ingest stands before', () => {
  it('keeps its own time-outs', async () => {
    const logger = new MemoryLogger();
    const journal = await TemporaryJournal.open(logger);
    const ingest = createIngest({
      stations: { find: () => new MemoryStation() },
      judgeStreamKey: ({ key }) => ({ kind: key === 'key' ? 'right' : 'wrong' }),
      journal: journal.journal,
      ffmpegPath: '/nowhere/ffmpeg',
      logger,
    });
    const server = createServer({ headersTimeout: 200, requestTimeout: 0, connectionsCheckingInterval: 50 });
    ingest.standBefore(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const slow = new SourceConnection((server.address() as AddressInfo).port).write('GET / HTTP/1.1\r\nHo');
    await slow.closed;
    expect(slow.said).to.match(/^HTTP\/1\.1 408 /);
    await Promise.all([ingest.close(), journal.close()]);
    server.close();
    await once(server, 'close');
  });
});
