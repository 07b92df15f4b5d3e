import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EdgeProcess } from '../helpers/edge-process.ts';
import { startPlayer, type PlayerServer } from '../helpers/player-server.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { makeCertificate } from '../helpers/self-made-certificate.ts';

describe('the edge, where it speaks TLS itself', function () {
  this.timeout(20_000);
  const nginx = requireProgram('nginx');
  const curl = requireProgram('curl');
  requireProgram('openssl');
  let folder: string;
  let player: PlayerServer;
  let edge: EdgeProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-edge-tls-'));
    player = await startPlayer();
    player.builder.publishUntil(112, 5);
    const upstream = [`127.0.0.1:${player.port}`];
    const certificate = await makeCertificate(folder);
    edge = await EdgeProcess.start(nginx.path, { players: upstream, ingests: upstream }, certificate);
  });
  after(async () => {
    await edge?.close();
    await player?.close();
    await rm(folder, { recursive: true, force: true });
  });

  // Of what somebody else has asked for before, less is asked.
  it('answers a client that would speak HTTP/2, and is the first', async () => {
    for (const path of ['main/master.m3u8', 'main/aac-96/live.m3u8', 'main/aac-96/111.4.m4s']) {
      const url = `https://127.0.0.1:${edge.tlsPort}/live/${path}`;
      const words = ['--http2', '--insecure', '--silent', '--write-out', '%{stderr}%{http_code}', url];
      const { stderr } = await promisify(execFile)(curl.path, words);
      expect(stderr, path).to.equal('200');
    }
  });
});
