import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { childPids } from './child-ffmpeg.ts';
import { findFreePort } from './free-port.ts';
import { httpGet } from './http-get.ts';
import type { SelfMadeCertificate } from './self-made-certificate.ts';

/** Machines behind an edge, as `HOST:PORT`. */
export interface EdgeUpstreams {
  readonly players: readonly string[];
  readonly ingests: readonly string[];
}

const EDGE_FOLDER = join(import.meta.dirname, '../../docker/edge');
/** Where Debian has them. */
const LUA_MODULES = [
  '/usr/lib/nginx/modules/ndk_http_module.so',
  '/usr/lib/nginx/modules/ngx_http_lua_module.so',
];
const READY_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;

/** nginx with the configuration of docker/edge; only the ports and the machines are a test's own. */
export class EdgeProcess {
  readonly port: number;
  /** Where it speaks TLS, if it does. */
  readonly tlsPort: number;
  /** What it complained of. */
  log = '';
  readonly #child: ChildProcess;
  readonly #folder: string;

  /** Starts it and resolves when it answers. With a certificate it speaks TLS too. */
  static async start(
    path: string,
    upstreams: EdgeUpstreams,
    certificate?: SelfMadeCertificate,
  ): Promise<EdgeProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-edge-'));
    const [port, tlsPort] = [await findFreePort(), await findFreePort()];
    await cp(EDGE_FOLDER, folder, { recursive: true });
    // Its workers may be somebody else.
    await chmod(folder, 0o755);
    const configuration = await readFile(join(folder, 'nginx.conf'), 'utf8');
    await writeFile(join(folder, 'nginx.conf'), configuration.replace('listen 8080', `listen ${port}`));
    if (certificate) await addTls(join(folder, 'tls'), tlsPort, certificate);
    await writeFile(join(folder, 'upstreams.conf'), upstreamsText(upstreams));
    const edge = new EdgeProcess(path, folder, { port, tlsPort });
    await edge.#answering();
    return edge;
  }

  private constructor(path: string, folder: string, { port, tlsPort }: { port: number; tlsPort: number }) {
    this.#folder = folder;
    this.port = port;
    this.tlsPort = tlsPort;
    const globals = [...LUA_MODULES.map((file) => `load_module ${file};`), 'daemon off;'].join(' ');
    const words = ['-e', 'stderr', '-p', folder, '-c', 'nginx.conf', '-g', globals];
    this.#child = spawn(path, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.on('data', (chunk) => (this.log += String(chunk)));
  }

  /** Those of its processes that answer. */
  get workerPids(): number[] {
    return childPids('nginx', this.#child.pid ?? 0);
  }

  /** A URL of the edge. */
  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Resolves when so many requests wait here. */
  async untilWaiting(count: number): Promise<void> {
    for (;;) {
      const { body } = await httpGet(this.url('/edge/status'));
      // The question itself is one of them.
      if (Number(/Writing: (\d+)/.exec(body.toString())?.[1]) > count) return;
    }
  }

  /** Resolves when it complains of something more. */
  async complained(): Promise<void> {
    await once(this.#child.stderr as NodeJS.EventEmitter, 'data');
  }

  /** Ends it and removes what it kept. */
  async close(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await closed;
    await rm(this.#folder, { recursive: true });
  }

  async #answering(): Promise<void> {
    const giveUpAt = performance.now() + READY_WITHIN_MS;
    while (this.#child.exitCode === null && performance.now() < giveUpAt) {
      const answer = await httpGet(this.url('/healthz')).catch(() => undefined);
      if (answer) return;
      await after(LOOK_EVERY_MS);
    }
    throw new Error(`nginx does not answer: ${this.log}`);
  }
}

/** As docs/operations.md has it. */
async function addTls(folder: string, port: number, certificate: SelfMadeCertificate): Promise<void> {
  await mkdir(folder);
  const lines = [
    `listen ${port} ssl reuseport;`,
    'ssl_certificate tls/fullchain.pem;',
    'ssl_certificate_key tls/privkey.pem;',
  ];
  await writeFile(join(folder, 'listen.conf'), lines.join('\n'));
  await cp(certificate.certFile, join(folder, 'fullchain.pem'));
  await cp(certificate.keyFile, join(folder, 'privkey.pem'));
}

function upstreamsText({ players, ingests }: EdgeUpstreams): string {
  const playerLines = players.map((host) => `server ${host} max_fails=1 fail_timeout=2s;`);
  const ingestLines = ingests.map((host, index) => {
    return `server ${host} max_fails=0${index > 0 ? ' backup' : ''};`;
  });
  return [
    `upstream players { zone players 64k; ${playerLines.join(' ')} keepalive 256; }`,
    `upstream ingests { zone ingests 64k; ${ingestLines.join(' ')} }`,
  ].join('\n');
}
