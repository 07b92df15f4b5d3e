import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';
import { untilSaid } from './said-text.ts';

const CADDYFILE = join(import.meta.dirname, '../../docker/caddy/Caddyfile');
const ROOT_CERTIFICATE = 'caddy/pki/authorities/local/root.crt';
/** It takes connections before it has a certificate for them. */
const READY = ['serving initial configuration', 'certificate obtained successfully'];

/** Caddy with the configuration of docker/caddy, for localhost, with a certificate of its own making. */
export class CaddyProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  /** Starts it before a server, `HOST:PORT`, and resolves when it takes connections. */
  static async start(path: string, upstream: string): Promise<CaddyProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-caddy-'));
    const [port, plainPort] = [await findFreePort(), await findFreePort()];
    const child = spawn(path, ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
      env: {
        ...process.env,
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        RINGCAST_DOMAIN: 'localhost',
        RINGCAST_UPSTREAM: upstream,
        RINGCAST_HTTP_PORT: String(plainPort),
        RINGCAST_HTTPS_PORT: String(port),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await Promise.all(READY.map((text) => untilSaid(child, child.stderr, text)));
    return new CaddyProcess({ child, folder, port });
  }

  private constructor({ child, folder, port }: { child: ChildProcess; folder: string; port: number }) {
    this.#child = child;
    this.#folder = folder;
    this.port = port;
  }

  /** `localhost:PORT`. */
  get host(): string {
    return `localhost:${this.port}`;
  }

  /** The certificate that its own are signed with. */
  async rootCertificate(): Promise<string> {
    return readFile(join(this.#folder, ROOT_CERTIFICATE), 'utf8');
  }

  /** Ends it and removes its certificates. */
  async close(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    await closed;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
