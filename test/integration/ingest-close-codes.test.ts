import { expect } from 'chai';
import { encodeBlock } from '../../packages/ingest/src/wire/block.ts';
import { IngestServer } from '../helpers/ingest-server.ts';
import { HELLO, NATIVE_FORMAT, ProtocolClient } from '../helpers/protocol-client.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';

/** The text of a hello whose format is another. */
function helloWith(format: object): string {
  return JSON.stringify({ type: 'hello', ...HELLO, format: { ...NATIVE_FORMAT, ...format } });
}

describe('ingest closes a WebSocket', () => {
  let server: IngestServer;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg' });
    await server.listen();
  });

  afterEach(() => server.close());

  const connect = () => ProtocolClient.connect({ host: server.host });
  const live = () => ProtocolClient.live(server.host);

  const firstMessages: [string, string | Buffer, number, string, RegExp][] = [
    ['a text that is no JSON', '{', 4400, 'bad-message', /must hold JSON/],
    [
      'a block before the hello',
      Buffer.alloc(24),
      4400,
      'bad-message',
      /hello must come first; a block came/,
    ],
    [
      'a stop before the hello',
      '{"type":"stop","endSample":0}',
      4400,
      'bad-message',
      /hello must come first; stop/,
    ],
    [
      'a wrong key',
      JSON.stringify({ type: 'hello', ...HELLO, key: 'wrong' }),
      4401,
      'wrong-key',
      /not the one of station "main"/,
    ],
    [
      'no key',
      JSON.stringify({ type: 'hello', ...HELLO, key: undefined }),
      4401,
      'wrong-key',
      /key of station "main" is needed/,
    ],
    ['0 channels', helloWith({ channels: 0 }), 4415, 'bad-format', /from 1 to 8; 0 came/],
    ['9 channels', helloWith({ channels: 9 }), 4415, 'bad-format', /from 1 to 8; 9 came/],
    ['1 Hz', helloWith({ sampleRateHz: 1 }), 4415, 'bad-format', /from 8000 to 192000; 1 came/],
    ['NaN Hz', helloWith({ sampleRateHz: Number.NaN }), 4415, 'bad-format', /from 8000 to 192000; null came/],
    ['a text over 4 KiB', `"${'x'.repeat(4_096)}"`, 1009, 'too-large', /at most 4096 bytes/],
    ['a frame over 64 KiB', Buffer.alloc(65_537), 1009, 'too-large', /at most 65536 bytes/],
    ['a frame of 10 MB', Buffer.alloc(10_000_000), 1009, 'too-large', /at most 65536 bytes/],
  ];
  for (const [name, frame, closeCode, code, message] of firstMessages) {
    it(`${closeCode} for ${name}`, async () => {
      const client = await connect();
      client.socket.send(frame);
      await client.expectClose(closeCode, code, message);
      expect(server.station.feeds.length).to.equal(0);
    });
  }

  it('4408 for no hello', async () => {
    const hasty = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg', helloTimeoutMs: 50 });
    await hasty.listen();
    const client = await ProtocolClient.connect({ host: hasty.host });
    await client.expectClose(4408, 'hello-timeout', /within 0\.05 s/);
    await hasty.close();
  });

  it('4400 for a second hello', async () => {
    const client = await live();
    client.say({ type: 'hello', ...HELLO });
    await client.expectClose(4400, 'bad-message', /Only one hello/);
  });

  const block = (startSample: number, epoch = 0) =>
    encodeBlock({ kind: 'pcm', epoch, startSample, samples: 960, payload: numberedPcm(startSample, 960) });
  const laterFrames: [string, Uint8Array, number, string, RegExp][] = [
    ['a block out of order', block(961), 4424, 'out-of-order', /Sample 960 is wanted next; 961 came/],
    ['an epoch that was not declared', block(960, 1), 4424, 'out-of-order', /must be of epoch 0/],
    ['a checksum that fails', block(960).fill(1, 0, 4), 4422, 'bad-checksum', /checksum is 01010101/],
    [
      'a block that is cut',
      block(960).subarray(0, 12),
      4400,
      'bad-message',
      /20 bytes of header; this frame has 12/,
    ],
    [
      'a payload of another length',
      encodeBlock({ kind: 'pcm', epoch: 0, startSample: 960, samples: 961, payload: numberedPcm(0, 960) }),
      4400,
      'bad-message',
      /holds 3840 bytes; 961 samples of 2 × s16le take 3844/,
    ],
    [
      'a stand-in that nobody can have captured yet',
      encodeBlock({
        kind: 'mono',
        epoch: 0,
        startSample: 2 ** 40,
        samples: 960,
        payload: numberedPcm(0, 480),
      }),
      4400,
      'bad-message',
      /may begin at most at sample \d+, .*; 1099511627776 came/,
    ],
  ];
  for (const [name, frame, closeCode, code, message] of laterFrames) {
    it(`${closeCode} for ${name}, and takes the session up again`, async () => {
      const client = await live();
      client.socket.send(block(0));
      await client.acknowledged(960);
      client.socket.send(frame);
      await client.expectClose(closeCode, code, message);
      expect(server.station.feed.isAttached).to.equal(false);
      const again = await connect();
      expect((await again.hello(HELLO)).nextSample).to.equal(960);
      expect(server.station.feed.isAttached).to.equal(true);
    });
  }

  it('4400 for a stop before the last sample', async () => {
    const client = await live();
    client.socket.send(block(0));
    client.say({ type: 'stop', endSample: 959 });
    await client.expectClose(4400, 'bad-message', /must say 960 or more; 959 came/);
  });
});
