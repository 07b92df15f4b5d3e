import { expect } from 'chai';
import { requireProgram } from '../helpers/required-program.ts';
import { numberedPcm } from '../helpers/sender-simulation.ts';
import { ServerProcess } from '../helpers/server-process.ts';
import { SourceConnection, sourceHead } from '../helpers/source-connection.ts';
import { parseMediaPlaylist } from '../helpers/strict-playlist.ts';
import { wavOf } from '../helpers/wav-file.ts';

const SEGMENT_SAMPLES = 92_160;
const NASTY = 'B\r\n#EXT-X-ENDLIST\r\n"<script>';

interface State {
  readonly onAir: boolean;
  readonly nowPlaying: { title: string; artist: string | null; startSample: number | null } | null;
  readonly information: object | null;
}

describe('a station that a source client of Icecast has on air', () => {
  requireProgram('ffmpeg');
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start();
  });

  after(() => server.close());

  const textOf = async (path: string, init?: RequestInit) => (await fetch(server.url(path), init)).text();
  const stateOf = async () => JSON.parse(await textOf('/api/stations/main')) as State;

  /** Asks for the state until it is as it should be. */
  async function until(isReached: (state: State) => boolean): Promise<State> {
    for (let state = await stateOf(); ; state = await stateOf()) if (isReached(state)) return state;
  }

  it('says what is playing and where it began, in its state and in the words of Icecast', async () => {
    const authorization = `Basic ${btoa(`source:${server.key}`)}`;
    const headers = {
      Authorization: authorization,
      Expect: '100-continue',
      'ice-name': 'Rädio',
      'ice-url': 'http://r.example/',
    };
    const source = new SourceConnection(server.port).write(sourceHead('PUT /main HTTP/1.1', headers));
    source.write(wavOf(numberedPcm(0, 4 * 48_000)));
    expect(await stateOf()).to.deep.include({ nowPlaying: null, information: null });
    await until(({ onAir }) => onAir);
    const song = encodeURIComponent(`A - ${NASTY}`);
    await textOf(`/admin/metadata?mode=updinfo&mount=/main&song=${song}`, { headers: { authorization } });
    const { nowPlaying, information } = await until((state) => state.nowPlaying?.startSample != null);
    expect(nowPlaying).to.deep.include({ artist: 'A', title: 'B #EXT-X-ENDLIST "<script>' });
    expect(information).to.deep.equal({
      name: 'Rädio',
      description: null,
      genre: null,
      url: 'http://r.example/',
    });

    const playlist = await textOf('/live/main/flac/live.m3u8');
    const firstMsn = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1]);
    expect(nowPlaying?.startSample).to.be.within(
      firstMsn * SEGMENT_SAMPLES,
      (firstMsn + 3) * SEGMENT_SAMPLES,
    );
    const named = playlist.split('\n').filter((line) => /ENDLIST|script/.test(line));
    expect(
      named.every((line) =>
        /^#EXT-X-DATERANGE:ID="[\w-]+",[^\n]*,X-TITLE="B # EXT[^"]*<script>",X-ARTIST="A"$/.test(line),
      ),
    ).to.equal(true);
    expect(parseMediaPlaylist(playlist).endlist).to.equal(false);

    const { icestats } = JSON.parse(await textOf('/status-json.xsl')) as { icestats: { source: object } };
    expect(icestats.source).to.deep.include({
      server_name: 'Rädio',
      title: 'A - B #EXT-X-ENDLIST "<script>',
      // Whoever asked for the playlist.
      listeners: 1,
      listenurl: server.url('/main'),
    });

    expect(await source.finish()).to.contain('HTTP/1.1 200 OK');
    expect(await stateOf()).to.deep.include({ onAir: false, nowPlaying: null, information: null });
    expect(JSON.parse(await textOf('/status-json.xsl'))).to.not.have.nested.property('icestats.source');
    const { history } = JSON.parse(await textOf('/api/stations/main/now-playing')) as { history: object[] };
    expect(history).to.have.lengthOf(1);
  });

  it('ends its connections when the server goes down', async () => {
    const headers = { Authorization: `Basic ${btoa(`source:${server.key}`)}`, Expect: '100-continue' };
    const source = new SourceConnection(server.port).write(sourceHead('PUT /main HTTP/1.1', headers));
    source.write(wavOf(numberedPcm(0, 4 * 48_000)));
    const idle = new SourceConnection(server.port).write('SOURCE /ma');
    await until(({ onAir }) => onAir);
    expect(await server.stop('SIGTERM')).to.deep.equal({ code: 0, signal: null });
    await Promise.all([source.closed, idle.closed]);
    expect(source.said).to.contain('503 Service Unavailable');
  });
});
