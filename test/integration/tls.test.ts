import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import WebSocket from 'ws';
import { closeHttp, listenHttp, portOf } from '../../packages/server/src/http-listener.ts';
import { CertificateFiles } from '../../packages/server/src/tls/certificate-files.ts';
import { MemoryLogger } from '../helpers/memory-station.ts';
import { HELLO } from '../helpers/protocol-client.ts';
import { requireProgram } from '../helpers/required-program.ts';
import { makeCertificate, type SelfMadeCertificate } from '../helpers/self-made-certificate.ts';
import { ServerProcess } from '../helpers/server-process.ts';

interface TlsAnswer {
  readonly status: number;
  readonly body: string;
  readonly serialNumber: string;
}

interface TlsRequest {
  readonly port: number;
  readonly ca: Buffer;
  readonly path: string;
  readonly agent?: Agent;
  readonly put?: { readonly key: string; readonly body: Buffer };
}

async function ask({ port, ca, path, agent, put }: TlsRequest): Promise<TlsAnswer> {
  const method = put ? 'PUT' : 'GET';
  const headers = put ? { authorization: `Bearer ${put.key}` } : {};
  const outgoing = request({
    port,
    ca,
    path,
    method,
    headers,
    servername: 'localhost',
    agent: agent ?? false,
  });
  outgoing.end(put?.body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { serialNumber } = (response.socket as TLSSocket).getPeerCertificate();
  return { status: response.statusCode ?? 0, body: await text(response), serialNumber };
}

describe('TLS by certificate files', function () {
  this.timeout(30_000);
  requireProgram('ffmpeg');
  requireProgram('openssl');
  let folder: string;
  let made: SelfMadeCertificate;
  let ca: Buffer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringcast-tls-'));
    made = await makeCertificate(folder);
    ca = await readFile(made.certFile);
  });
  after(() => rm(folder, { recursive: true }));

  describe('on the one port', () => {
    let server: ServerProcess;

    before(async () => {
      server = await ServerProcess.start({
        settings: {
          RINGCAST_TLS_CERT: made.certFile,
          RINGCAST_TLS_KEY: made.keyFile,
          RINGCAST_HTTP_REDIRECT_PORT: '0',
        },
      });
    });
    after(() => server.close());

    it('serves pages, and takes a push', async () => {
      const { port } = server;
      expect((await ask({ port, ca, path: '/' })).body).to.include('<!doctype html>');
      const put = { key: server.key, body: Buffer.alloc(96_000) };
      const pushed = await ask({ port, ca, path: '/ingest/main?format=s16le&rate=48000&channels=2', put });
      expect(pushed.status).to.equal(200);
    });

    it('takes ringcast.v1', async () => {
      const socket = new WebSocket(`wss://localhost:${server.port}/ingest/main`, 'ringcast.v1', { ca });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'hello', ...HELLO, key: server.key }));
      const [message] = (await once(socket, 'message')) as [Buffer];
      expect(JSON.parse(message.toString())).to.include({ type: 'welcome' });
      socket.send(JSON.stringify({ type: 'stop', nextSample: 0 }));
      socket.close();
      await once(socket, 'close');
    });

    it('takes ffmpeg as a source client of Icecast', async () => {
      const sound = ['-re', '-f', 'lavfi', '-i', 'sine=r=48000', '-t', '1', '-c:a', 'libvorbis', '-f', 'ogg'];
      const target = `icecast://source:${server.key}@127.0.0.1:${server.port}/main`;
      await promisify(execFile)('ffmpeg', [
        ...sound,
        '-content_type',
        'application/ogg',
        '-tls',
        '1',
        target,
      ]);
      const state = await ask({ port: server.port, ca, path: '/api/stations/main' });
      expect(JSON.parse(state.body)).to.have.property('startedAt').that.is.a('string');
    });

    it('prints links with https', () => {
      expect(server.greeting).to.match(/broadcast {2}https:\/\/localhost:\d+\/broadcast\/main#key=/);
      expect(server.greeting).not.to.include('http://');
    });

    it('leads browsers from http to https, and takes nothing else there', async () => {
      const port = /"port":(\d+),"msg":"plain http leads to https"/.exec(server.log)?.[1];
      const page = await fetch(`http://localhost:${port}/listen/main?x=1`, { redirect: 'manual' });
      expect(page.status).to.equal(308);
      expect(page.headers.get('location')).to.equal(`https://localhost:${server.port}/listen/main?x=1`);
      const pushed = await fetch(`http://localhost:${port}/ingest/main`, { method: 'POST', body: 'a' });
      expect(pushed.status).to.equal(426);
      expect(await pushed.json()).to.include({ code: 'tls-needed' });
    });
  });

  it('is renewed without losing a connection', async () => {
    const files = await makeCertificate(folder, 'renewed');
    const oldCa = await readFile(files.certFile);
    const certificate = new CertificateFiles({ ...files, pollMs: 20, logger: new MemoryLogger() });
    const server = await listenHttp({
      host: '127.0.0.1',
      port: 0,
      certificate,
      headerTimeoutMs: 1_000,
      patience: { bodyMs: 10_000, stallMs: 10_000 },
      isPush: ({ method }) => method === 'PUT',
      connections: {
        maxConnections: 10,
        maxConnectionsPerAddress: 10,
        isProxy: () => false,
        logger: new MemoryLogger(),
      },
      onRequest: (_, response) => response.end('here'),
      onUpgrade: () => {},
    });
    const port = portOf(server);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const first = await ask({ port, ca: oldCa, path: '/', agent });
      const renewed = new Promise((resolve) => certificate.watch(resolve));
      await makeCertificate(folder, 'renewed');
      await renewed;
      const newCa = await readFile(files.certFile);
      const second = await ask({ port, ca: oldCa, path: '/', agent });
      expect(second.serialNumber).to.equal(first.serialNumber);
      const third = await ask({ port, ca: newCa, path: '/' });
      expect(third.body).to.equal('here');
      expect(third.serialNumber).not.to.equal(first.serialNumber);
    } finally {
      agent.destroy();
      await closeHttp(server);
    }
  });
});
