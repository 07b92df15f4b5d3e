import { expect } from 'chai';
import { WAYS_IN, type TrialOutcome, type WayIn } from '../helpers/key-trial.ts';
import { ProtocolClient } from '../helpers/protocol-client.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { SourceConnection, sourceHead } from '../helpers/source-connection.ts';

const ADMIN_KEY = 'key-of-the-administration';
const MAX_WRONG_KEYS = 3;
const WRONG = [401, 4401];

describe('a door that a key opens', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');
  let server: ServerProcess;
  /** Everything that any client was answered. */
  let answers = '';

  before(async () => {
    server = await ServerProcess.start({
      settings: {
        RINGCAST_ADMIN_KEY: ADMIN_KEY,
        RINGCAST_MAX_WRONG_KEYS: String(MAX_WRONG_KEYS),
        RINGCAST_TRUST_PROXY: 'loopback',
        RINGCAST_LOG_LEVEL: 'debug',
      },
    });
  });
  after(() => server.close());

  async function attempt(way: WayIn, key: string, from: string): Promise<TrialOutcome> {
    const outcome = await way.attempt({ port: server.port, key, from });
    answers += outcome.answer;
    return outcome;
  }

  async function makeKey(): Promise<string> {
    const answer = await fetch(server.url('/api/admin/keys'), {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'x-forwarded-for': '192.0.2.3' },
      body: '{ "label": "Anna" }',
    });
    return ((await answer.json()) as { key: string }).key;
  }

  function rightKeyOf({ opensWith }: WayIn): string {
    return opensWith === 'admin key' ? ADMIN_KEY : server.key;
  }

  for (const [index, way] of WAYS_IN.entries()) {
    it(`is shut to an address after some wrong keys, and to no other: ${way.name}`, async () => {
      const guesser = `198.51.100.${index}`;
      for (let count = 1; count <= MAX_WRONG_KEYS; count += 1) {
        const { status } = await attempt(way, `wrong-secret-${index}-${count}`, guesser);
        expect(status).to.be.oneOf(WRONG);
      }
      // The same once more is no guess.
      expect((await attempt(way, `wrong-secret-${index}-1`, guesser)).status).to.be.oneOf(WRONG);
      const shut = await attempt(way, rightKeyOf(way), guesser);
      expect(shut.status).to.equal(way.refusedWith);
      if (way.refusedWith === 429) expect(Number(shut.retryAfter)).to.be.within(1, 600);
      expect(shut.answer).to.match(/Too many wrong keys came from your address; try again in \d+ s\./);
      const { status } = await attempt(way, rightKeyOf(way), `203.0.113.${index}`);
      expect(status).to.be.within(101, 299);
    });
  }

  it('stays open to a key that was right from there before', async () => {
    const [push] = WAYS_IN as [WayIn];
    const studio = '192.0.2.1';
    expect((await attempt(push, server.key, studio)).status).to.equal(200);
    for (let count = 0; count <= MAX_WRONG_KEYS; count += 1)
      await attempt(push, `wrong-secret-studio-${count}`, studio);
    expect((await attempt(push, 'wrong-secret-once-more', studio)).status).to.equal(429);
    expect((await attempt(push, server.key, studio)).status).to.equal(200);
  });

  it('tells no key, neither in an answer nor in the log', async () => {
    const [push] = WAYS_IN as [WayIn];
    const made = await makeKey();
    expect((await attempt(push, made, '192.0.2.2')).status).to.equal(200);
    expect((await attempt(push, `${made}x`, '192.0.2.2')).status).to.equal(401);
    for (const said of [server.log, answers]) {
      expect(said).to.include('too-many-attempts');
      for (const key of [server.key, ADMIN_KEY, made.slice(9), 'wrong-secret'])
        for (const shape of [key, btoa(`source:${key}`), btoa(key).replace(/=*$/, '')])
          expect(said).not.to.include(shape);
    }
  });
});

describe('a door for broadcasters', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');
  let server: ServerProcess;

  before(async () => {
    const settings = { RINGCAST_MAX_SOURCE_SOCKETS_PER_ADDRESS: '1', RINGCAST_TRUST_PROXY: 'loopback' };
    server = await ServerProcess.start({ settings });
  });
  after(() => server.close());

  it('takes the addresses of one customer for one, and no other for it', async () => {
    const from = (address: string) => ({
      host: `127.0.0.1:${server.port}`,
      headers: { 'x-forwarded-for': address },
    });
    const first = await ProtocolClient.connect(from('2001:db8:1:2::1'));
    expect((await ProtocolClient.refusal(from('2001:db8:1:2:ffff::7'))).status).to.equal(429);
    const other = await ProtocolClient.connect(from('2001:db8:1:3::1'));
    for (const { socket } of [first, other]) socket.terminate();
  });

  it('writes little into the log of what strangers send', async () => {
    const long = 'x'.repeat(12_000);
    const host = `127.0.0.1:${server.port}`;
    await fetch(server.url(`/ingest/${long}`), { method: 'PUT', body: 'a' });
    await fetch(server.url(`/api/admin/${long}`));
    await new SourceConnection(server.port).write(sourceHead(`SOURCE /${long} HTTP/1.0`)).finish();
    await ProtocolClient.refusal({ host, headers: { origin: `https://${long}` } });
    const said = ['"path":"/ingest/x', '"path":"/api/admin/x', '"mount":"/x', 'origin-refused'];
    for (const text of said) await server.untilLogged(text);
    for (const line of server.log.split('\n')) expect(line.length).to.be.below(1_000);
  });
});
