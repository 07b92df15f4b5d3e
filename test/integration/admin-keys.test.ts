import { expect } from 'chai';
import { requireProgram } from '../helpers/required-program.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const ADMIN_KEY = 'key-of-the-administration';
const HALF_A_SECOND = Buffer.alloc(96_000);

interface Answer {
  readonly status: number;
  readonly body: { code?: string; id?: string; key?: string; keys?: { id: string; label: string }[] };
}

describe('keys that are made while the server runs', function () {
  this.timeout(20_000);
  requireProgram('ffmpeg');
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start({ settings: { RINGCAST_ADMIN_KEY: ADMIN_KEY } });
  });
  after(() => server.close());

  async function ask(method: string, path: string, body?: string, key = ADMIN_KEY): Promise<Answer> {
    const answer = await fetch(server.url(`/api/admin${path}`), {
      method,
      headers: { Authorization: `Bearer ${key}` },
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']) };
  }

  async function pushWith(key: string, station = 'main'): Promise<number> {
    const answer = await fetch(server.url(`/ingest/${station}?format=s16le&rate=48000&channels=2`), {
      method: 'PUT',
      headers: { Authorization: `Bearer ${key}` },
      body: HALF_A_SECOND,
    });
    await answer.text();
    return answer.status;
  }

  it('let a broadcaster on air until they are revoked, while the configured one goes on', async () => {
    const made = await ask('POST', '/keys', '{ "label": "Anna", "station": "main" }');
    expect(made.status).to.equal(201);
    const { id = '', key = '' } = made.body;
    expect(await pushWith(key)).to.equal(200);
    expect((await ask('GET', '/keys')).body.keys?.map(({ label }) => label)).to.deep.equal(['Anna']);
    expect((await ask('DELETE', `/keys/${id}`)).status).to.equal(204);
    expect(await pushWith(key)).to.equal(401);
    expect(await pushWith(server.key)).to.equal(200);
  });

  it('go with the station that they were made for, and do not open the next of its name', async () => {
    const makeStation = () => ask('POST', '/stations', '{ "name": "pop-up" }');
    await makeStation();
    const { key = '' } = (await ask('POST', '/keys', '{ "label": "a guest", "station": "pop-up" }')).body;
    const { key: another = '' } = (await ask('POST', '/keys', '{ "label": "the house" }')).body;
    expect(await pushWith(key, 'pop-up')).to.equal(200);
    expect((await ask('DELETE', '/stations/pop-up')).status).to.equal(204);
    expect((await ask('GET', '/keys')).body.keys?.map(({ label }) => label)).to.deep.equal(['the house']);
    await makeStation();
    expect(await pushWith(key, 'pop-up')).to.equal(401);
    expect(await pushWith(another, 'pop-up')).to.equal(200);
  });

  it('need the admin key', async () => {
    for (const key of ['another-key', server.key, `${ADMIN_KEY}x`]) {
      const { status, body } = await ask('GET', '/keys', undefined, key);
      expect(status).to.equal(401);
      expect(body.code).to.equal('wrong-key');
    }
    const answer = await fetch(server.url('/api/admin/nothing'));
    expect(answer.status).to.equal(401);
    expect(answer.headers.get('www-authenticate')).to.equal('Bearer');
    expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  const refusals = [
    { name: 'what is no JSON', body: '{', status: 400, code: 'bad-body' },
    { name: 'a misspelt field', body: '{ "label": "a", "statoin": "main" }', status: 400, code: 'bad-body' },
    { name: 'an unknown station', body: '{ "label": "a", "station": "b" }', status: 400, code: 'bad-body' },
    { name: 'an empty label', body: '{ "label": "" }', status: 400, code: 'bad-label' },
    { name: 'a body without end', body: ' '.repeat(100_000), status: 413, code: 'too-large' },
  ];
  for (const { name, body, status, code } of refusals) {
    it(`are not made from ${name}`, async () => {
      const answer = await ask('POST', '/keys', body);
      expect(answer).to.deep.include({ status });
      expect(answer.body.code).to.equal(code);
    });
  }

  it('are administered at the printed link', async () => {
    expect(server.greeting).to.match(
      /Administration: http:\/\/localhost:\d+\/admin#key=key-of-the-administration\n/,
    );
    expect((await ask('DELETE', '/keys/00000000')).body.code).to.equal('unknown-key');
    expect((await ask('GET', '/nothing')).status).to.equal(404);
  });
});
