import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOW_LATENCY_PLAYLIST } from '../helpers/low-latency-playlist.ts';
import { NodeBroadcaster } from '../helpers/node-broadcaster.ts';
import { PlaylistWatch } from '../helpers/playlist-watch.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { makeCertificate } from '../helpers/self-made-certificate.ts';
import { ServerProcess } from '../helpers/server-process.ts';

const RINGCAST = join(import.meta.dirname, '../../packages/server/bin/ringcast.mjs');
/** Some complete segments with their parts. */
const ON_AIR_PARTS = 32;

describe('ringcast doctor', function () {
  this.timeout(60_000);
  requireProgram('ffmpeg');

  describe('with a server that is well', () => {
    let server: ServerProcess;
    let broadcaster: NodeBroadcaster;

    before(async () => {
      server = await ServerProcess.start({ settings: { RINGCAST_RENDITIONS: 'aac-48,aac-96,flac' } });
      broadcaster = new NodeBroadcaster({ host: `127.0.0.1:${server.port}`, key: server.key });
      const watch = new PlaylistWatch(server.url('/live/main'), 'aac-96');
      await watch.moreParts(ON_AIR_PARTS);
      await watch.close();
    });
    after(async () => {
      broadcaster.close();
      await server.close();
    });

    it('finds ffmpeg, folders, port and the stream on air in order', async () => {
      const { code, stdout } = await doctor([], settingsOf(server));
      expect(stdout).to.match(/✓ ffmpeg \S+ is there/);
      expect(stdout).to.match(/✓ stateDir \S+ .*MB free, written at \d+ MB\/s/);
      expect(stdout).to.contain(`✓ The server answers at http://localhost:${server.port}.`);
      const faults = stdout.split('\n').filter((line) => /^[✗!] /.test(line));
      expect(faults).to.deep.equal(['! The server speaks plain http.']);
      expect(stdout).to.match(/✓ \S+master\.m3u8 keeps to the rules\./);
      expect(code).to.equal(0);
    });

    it('examines the stream here where the public address cannot be reached from here', async () => {
      const settings = { ...settingsOf(server), RINGCAST_PUBLIC_URL: 'https://127.0.0.1:1' };
      const { code, stdout } = await doctor([], settings);
      expect(stdout).to.contain(`✓ The server answers at http://localhost:${server.port}.`);
      expect(stdout).to.match(/! publicUrl does not answer this computer: .* gives no answer: .*\n {4}Why: /);
      expect(stdout).to.contain(
        `✓ http://localhost:${server.port}/live/main/master.m3u8 keeps to the rules.`,
      );
      expect(code).to.equal(0);
    });
  });

  describe('with a server of TLS', () => {
    requireProgram('openssl');
    let server: ServerProcess;
    let folder: string;
    let certFile: string;
    let settings: NodeJS.ProcessEnv;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ringcast-doctor-'));
      const made = await makeCertificate(folder);
      ({ certFile } = made);
      const tls = { RINGCAST_TLS_CERT: certFile, RINGCAST_TLS_KEY: made.keyFile };
      server = await ServerProcess.start({ settings: tls });
      settings = { ...settingsOf(server), ...tls };
    });
    after(async () => {
      await server.close();
      await rm(folder, { recursive: true });
    });

    it('finds it, and says how its streams can be examined where its certificate is not trusted', async () => {
      const { code, stdout } = await doctor([], settings);
      expect(stdout).to.contain(`✓ The server answers at https://localhost:${server.port}.`);
      expect(stdout).to.match(/✓ No stream is examined, for .*self-signed certificate.*NODE_EXTRA_CA_CERTS/);
      expect(code).to.equal(0);
    });

    it('looks at its streams where its certificate is trusted', async () => {
      const { stdout } = await doctor([], { ...settings, NODE_EXTRA_CA_CERTS: certFile });
      expect(stdout).to.contain('✓ No station is on air, so there is no stream to examine.');
    });
  });

  describe('with a stream that breaks the rules', () => {
    let origin: Server;
    let url: string;

    before(async () => {
      origin = createServer((request, response) => {
        const isPlaylist = request.url?.includes('live.m3u8');
        response.setHeader('Content-Type', 'text/plain');
        if (!isPlaylist) response.statusCode = 404;
        response.end(isPlaylist ? LOW_LATENCY_PLAYLIST : '');
      });
      await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/live/live.m3u8`;
    });
    after((done) => {
      origin.close(done);
    });

    it('says what is wrong, why it matters and what to do, and ends with 8', async () => {
      const { code, stdout } = await doctor([url]);
      expect(code).to.equal(8);
      expect(stdout).to.match(/! live\/live\.m3u8 comes as text\/plain.*\n {4}Why: .*\n {4}Do: /);
      expect(stdout).to.match(
        /✗ .*The reload for part 1 of segment 103 was answered with 200, without that part\./,
      );
      expect(stdout).to.match(/✗ .*Nothing new came/);
      expect(stdout).to.match(/✗ .*live\/102\.m4s is answered with 404\./);
      expect(stdout).to.match(/\d+ faults, \d+ warnings\.\n$/);
    });

    it('says so as JSON', async () => {
      const { stdout } = await doctor(['--json', `${url}x`.replace('live.m3u8x', 'gone.m3u8')]);
      const findings = JSON.parse(stdout) as { level: string; what: string }[];
      expect(findings[0]).to.include({ level: 'fault', what: 'live/gone.m3u8 is answered with 404.' });
    });
  });

  it('says that nothing answers where nothing does', async () => {
    const { code, stdout } = await doctor(['http://127.0.0.1:1/live.m3u8']);
    expect(code).to.equal(8);
    expect(stdout).to.match(/✗ .* gives no answer: .*\n {4}Why: Nobody can listen\./);
  });
});

/** What the doctor goes by to find a server. */
function settingsOf(server: ServerProcess): NodeJS.ProcessEnv {
  return {
    PORT: String(server.port),
    RINGCAST_SEGMENTS_DIR: server.segmentsFolder,
    RINGCAST_STATE_DIR: join(server.folder, 'state'),
    RINGCAST_RECORDINGS_DIR: join(server.folder, 'recordings'),
  };
}

function doctor(
  words: readonly string[],
  settings: NodeJS.ProcessEnv = {},
): Promise<{ code: number; stdout: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...settings };
    execFile(process.execPath, [RINGCAST, 'doctor', ...words], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, stdout: stdout + stderr });
    });
  });
}
