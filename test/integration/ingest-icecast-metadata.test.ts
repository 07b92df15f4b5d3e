import { expect } from 'chai';
import { IngestServer, STREAM_KEY } from '../helpers/ingest-server.ts';
import { SourceConnection, sourceHead } from '../helpers/source-connection.ts';

const NASTY = 'a\r\n#EXT-X-ENDLIST\r\n<script>alert(1)</script>"\u202Eb\u0000';
const TAMED = 'a #EXT-X-ENDLIST <script>alert(1)</script>"b';

describe('ingest is told what is playing', () => {
  let server: IngestServer;

  beforeEach(async () => {
    server = new IngestServer({ ffmpegPath: '/nowhere/ffmpeg', now: () => Date.UTC(2026, 0, 2, 3) });
    await server.listen();
  });

  afterEach(() => server.close());

  const authorization = `Basic ${btoa(`source:${STREAM_KEY}`)}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://${server.host}${path}`, init);
    return { status: response.status, body: await response.text() };
  };
  const tell = (query: string, init: RequestInit = {}) =>
    ask(`/admin/metadata?${query}`, { headers: { authorization }, ...init });
  const put = (body: string, headers: Record<string, string> = { authorization }) =>
    ask('/api/stations/main/now-playing', { method: 'PUT', body, headers });
  const songOf = () => {
    const { artist, title } = server.programme.nowPlaying ?? {};
    return { artist, title };
  };

  it('by the metadata of Icecast, by GET and by the form that libshout posts', async () => {
    const { status, body } = await tell('mode=updinfo&mount=/main&song=A+-+B&charset=UTF-8');
    expect(status).to.equal(200);
    expect(body).to.contain('<message>Metadata update successful</message><return>1</return>');
    expect(songOf()).to.deep.equal({ artist: 'A', title: 'B' });
    await tell('', {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'mode=updinfo&mount=%2Fmain&song=C+-+D',
    });
    expect(songOf()).to.deep.equal({ artist: 'C', title: 'D' });
  });

  it('by BUTT, which writes what people type into the address as it is', async () => {
    const connection = new SourceConnection(server.port);
    const target = '/admin/metadata?mode=updinfo&mount=/main&song=Ärzte%20-%20Süß';
    connection.write(Buffer.from(sourceHead(`GET ${target} HTTP/1.0`)));
    expect(await connection.finish()).to.match(/^HTTP\/1\.1 200 /);
    expect(songOf()).to.deep.equal({ artist: 'Ärzte', title: 'Süß' });
  });

  it('by its API, which tells the history too', async () => {
    expect((await put(JSON.stringify({ title: 'One' }))).status).to.equal(200);
    await put(JSON.stringify({ title: 'Two', artist: 'B' }));
    const { body } = await ask('/api/stations/main/now-playing');
    const { nowPlaying, history } = JSON.parse(body) as { nowPlaying: object; history: object[] };
    expect(nowPlaying).to.deep.include({
      title: 'Two',
      artist: 'B',
      startedAt: '2026-01-02T03:00:00.000Z',
      startSample: null,
    });
    expect(history).to.have.lengthOf(2);
    expect(history[0]).to.deep.equal(nowPlaying);
    const none = await ask('/api/stations/main/now-playing', {
      method: 'DELETE',
      headers: { authorization },
    });
    expect(JSON.parse(none.body)).to.deep.equal({ nowPlaying: null, history });
  });

  it('and makes it one harmless line, however nasty or long it is', async () => {
    await tell(`mode=updinfo&mount=/main&song=${encodeURIComponent(NASTY)}`);
    expect(songOf().title).to.equal(TAMED);
    await put(JSON.stringify({ title: NASTY, artist: NASTY }));
    expect(songOf()).to.deep.equal({ artist: TAMED, title: TAMED });
    await tell(`mode=updinfo&mount=/main&song=${'x'.repeat(10_000)}`);
    expect(songOf().title).to.equal(`${'x'.repeat(199)}…`);
    await put(JSON.stringify({ title: 'y'.repeat(10_000) }));
    expect(songOf().title).to.equal(`${'y'.repeat(199)}…`);
  });

  it('what the station is, by its API', async () => {
    const path = '/api/stations/main/information';
    const told = { name: NASTY, description: `Talk ${'x'.repeat(1_000)}`, url: 'javascript:alert(1)' };
    const { status, body } = await ask(path, {
      method: 'PUT',
      body: JSON.stringify(told),
      headers: { authorization },
    });
    expect(status).to.equal(200);
    const { information } = JSON.parse(body) as { information: Record<string, string | null> };
    expect(information).to.deep.include({ name: TAMED, genre: null, url: null });
    expect(information['description']).to.match(/^Talk x{294}…$/);
    expect(JSON.parse((await ask(path)).body)).to.deep.equal({ information });
    expect(server.programme.information).to.deep.equal(information);
    expect((await ask(path, { method: 'PUT', body: '{}' })).status).to.equal(401);
    const misspelt = await ask(path, { method: 'PUT', body: '{"titel":"x"}', headers: { authorization } });
    expect(misspelt).to.deep.include({ status: 400 });
    await ask(path, { method: 'DELETE', headers: { authorization } });
    expect(server.programme.information).to.equal(undefined);
  });

  it('by nobody without the key, nor of stations that there are not', async () => {
    const wrong = { authorization: `Basic ${btoa('source:wrong')}` };
    expect((await tell('mode=updinfo&mount=/main&song=x', { headers: {} })).status).to.equal(401);
    expect((await tell('mode=updinfo&mount=/main&song=x', { headers: wrong })).status).to.equal(401);
    expect((await put('{"title":"x"}', wrong)).status).to.equal(401);
    const refused = await ask('/api/stations/main/now-playing', { method: 'DELETE' });
    expect(refused.status).to.equal(401);
    expect((await tell('mode=updinfo&mount=/other&song=x')).status).to.equal(404);
    expect((await ask('/api/stations/other/now-playing')).status).to.equal(404);
    expect(server.programme.nowPlaying).to.equal(undefined);
  });

  it('in words that it understands', async () => {
    expect(await tell('mode=kill&mount=/main')).to.deep.include({ status: 400 });
    for (const body of ['', 'x', '[]', '{"title":1}', '{"artist":"x"}']) {
      const answer = await put(body);
      expect({ body, status: answer.status }).to.deep.equal({ body, status: 400 });
      expect(answer.body).to.contain('bad-parameter');
    }
    const large = await put(JSON.stringify({ title: 'x'.repeat(20_000) }));
    expect(large.status).to.equal(413);
  });
});
