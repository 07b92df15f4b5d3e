import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { PartPlace } from '../../../../packages/player/browser/playback/derived-playlist.ts';
import { PartChain } from '../../../../packages/player/browser/playback/part-chain.ts';

const START = { msn: 7, part: 8, before: [], partsPerSegment: 10, partMs: 20 };

describe('PartChain', () => {
  let server: Server;
  let chain: PartChain;
  let rendition: string;
  let asked: string[];
  let arrived: PartPlace[];
  let breaks: number;
  let returns: number;
  let answer: (response: ServerResponse, name: string) => void;
  let onChange: () => void;
  let roundTripMs: number | undefined;

  beforeEach(async () => {
    [rendition, asked, arrived, breaks, returns, roundTripMs] = ['aac-96', [], [], 0, 0, undefined];
    answer = (response, name) => void response.end(name);
    onChange = () => {};
    server = createServer((request, response) => {
      const name = request.url?.slice(1) ?? '';
      asked.push(name);
      answer(response, name);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    chain = new PartChain({
      urlOf: ({ msn, part }) => urlOf(`${rendition}/${msn}.${part}.m4s`),
      roundTripMs: () => roundTripMs,
      onPart: ({ msn, part }) => {
        arrived.push({ msn, part });
        onChange();
      },
      onReturned: () => (returns += 1),
      onBroken: () => {
        breaks += 1;
        onChange();
      },
    });
  });
  afterEach(async () => {
    chain.stop();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  function urlOf(name: string): string {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
  }

  /** Resolves when something arrived or broke and this holds. */
  async function until(holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      onChange = () => holds() && resolve();
      onChange();
    });
  }

  it('asks for one part after the other, over the end of a segment', async () => {
    answer = (response, name) => name.includes('8.2') || response.end(name);
    chain.start(START);
    await until(() => arrived.length === 4);
    expect(asked.slice(0, 4)).to.deep.equal(['7.8', '7.9', '8.0', '8.1'].map((name) => `aac-96/${name}.m4s`));
  });

  for (const [wayMs, atOnce] of [
    [16, 1],
    [17, 2],
    [40, 3],
    [900, 3],
  ] as const) {
    it(`asks for ${atOnce} parts of 20 ms at once where a round trip takes ${wayMs} ms`, async () => {
      roundTripMs = wayMs;
      const held: (() => void)[] = [];
      answer = (response, name) => held.push(() => response.end(name));
      chain.start(START);
      const names = ['7.8', '7.9', '8.0', '8.1', '8.2', '8.3'].map((name) => `aac-96/${name}.m4s`);
      for (let part = 0; part < 3; part += 1) {
        while (asked.length < part + atOnce) await new Promise((resolve) => setImmediate(resolve));
        // Those that wait do so until they are answered, in whatever order they came.
        expect(asked.toSorted()).to.deep.equal(names.slice(0, part + atOnce));
        for (const name of names.slice(0, part + atOnce))
          expect(chain.urlAt(placeOf(name))).to.equal(urlOf(name));
        expect(chain.urlAt(placeOf(names[part + atOnce]))).to.equal(undefined);
        held[asked.indexOf(names[part] ?? '')]?.();
        await until(() => arrived.length === part + 1);
      }
      expect(arrived).to.deep.equal(names.slice(0, 3).map(placeOf));
    });
  }

  it('asks for those before the first one too where a round trip takes longer than a part, all at once', async () => {
    const before = ['7.6', '7.7'].map(placeOf);
    answer = (response, name) => name.includes('7.9') || response.end(name);
    chain.start({ ...START, before });
    await until(() => arrived.length === 1);
    expect(asked[0]).to.equal('aac-96/7.8.m4s');
    chain.stop();
    [arrived, asked, roundTripMs] = [[], [], 25];
    answer = () => {};
    chain.start({ ...START, before });
    while (asked.length < 4) await new Promise((resolve) => setImmediate(resolve));
    expect(asked.toSorted()).to.deep.equal(['7.6', '7.7', '7.8', '7.9'].map((name) => `aac-96/${name}.m4s`));
  });

  it('hands on parts in their order, whichever comes first', async () => {
    roundTripMs = 25;
    const held: Record<string, () => void> = {};
    answer = (response, name) => (held[name] = () => void response.end(name));
    chain.start(START);
    while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    held['aac-96/7.9.m4s']?.();
    const early = await chain.take(urlOf('aac-96/7.9.m4s'));
    expect(Buffer.from(early?.bytes ?? []).toString()).to.equal('aac-96/7.9.m4s');
    expect(arrived).to.deep.equal([]);
    held['aac-96/7.8.m4s']?.();
    await until(() => arrived.length === 2);
    expect(arrived).to.deep.equal(['7.8', '7.9'].map(placeOf));
  });

  it('hands out what it has and what is on its way', async () => {
    answer = (response, name) => name.includes('7.9') || response.end(name);
    chain.start(START);
    await until(() => arrived.length === 1);
    const kept = await chain.take(urlOf('aac-96/7.8.m4s'));
    expect(Buffer.from(kept?.bytes ?? []).toString()).to.equal('aac-96/7.8.m4s');
    expect(chain.take(urlOf('aac-96/7.9.m4s'))).to.be.a('promise');
    expect(chain.take(urlOf('aac-48/7.9.m4s'))).to.equal(undefined);
  });

  it('goes on in another rendition with the next part', async () => {
    answer = (response, name) => name.includes('8.0') || response.end(name);
    chain.start(START);
    await until(() => {
      rendition = 'aac-48';
      return arrived.length === 2;
    });
    expect(asked[1]).to.equal('aac-48/7.9.m4s');
  });

  it('asks again, over a new connection, where nothing comes', async () => {
    answer = (response, name) => {
      if (asked.filter((one) => one === name).length > 1 && name.includes('7.8')) response.end(name);
    };
    chain.start(START);
    await until(() => arrived.length === 1);
    expect(asked.filter((name) => name.includes('7.8'))).to.have.length(2);
  }).timeout(5_000);

  it('goes on where the server is away for a moment, and says when it is back', async () => {
    const away = 13;
    answer = (response, name) => {
      if (asked.length > away) response.end(name);
      else response.destroy();
    };
    chain.start({ ...START, part: 9 });
    await until(() => arrived.length === 2);
    expect(arrived).to.deep.equal([
      { msn: 7, part: 9 },
      { msn: 8, part: 0 },
    ]);
    expect({ returns, breaks }).to.deep.equal({ returns: 1, breaks: 0 });
  }).timeout(8_000);

  it('breaks where the server has no such part, and can begin anew', async () => {
    answer = (response) => void response.writeHead(404).end();
    chain.start(START);
    await until(() => breaks === 1);
    expect(chain.isRunning).to.equal(false);
    expect(chain.take(urlOf('aac-96/7.8.m4s'))).to.equal(undefined);
    answer = (response, name) => name.includes('7.9') || response.end(name);
    chain.start(START);
    await until(() => arrived.length === 1);
  });
});

function placeOf(name = ''): PartPlace {
  const [msn = 0, part = 0] = (/(\d+)\.(\d+)/.exec(name) ?? []).slice(1).map(Number);
  return { msn, part };
}
