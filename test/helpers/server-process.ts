import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a server is started. */
export interface ServerProcessOptions {
  /** Settings as environment variables, `RINGCAST_LATENCY: 'ultra'`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Flags for Node, behind those that `ringcast` has. */
  readonly nodeFlags?: readonly string[];
  /** Where its segments and its state are kept; default a new folder that goes when it is closed. */
  readonly folder?: string;
  /** Default any free one. */
  readonly port?: number;
}

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const RINGCAST = join(import.meta.dirname, '../../packages/server/bin/ringcast.mjs');
/** What its first line starts it with: settings of the allocator, then Node and flags. */
const STARTED_WITH = /^#!\/usr\/bin\/env -S (.+)/.exec(readFileSync(RINGCAST, 'utf8'))?.[1] ?? '';
const KEY = 'key-of-the-tests';
const GREETING = /listen {5}(https?):\/\/localhost:(\d+)\//;
const READY_WITHIN_MS = 15_000;

/** The built server, run as people run it: a process of its own. */
export class ServerProcess {
  /** Holds `segments` and `state`. */
  readonly folder: string;
  /** Resolves when the process has ended. */
  readonly exited: Promise<ProcessExit>;
  /** What it printed for its operator. */
  greeting = '';
  /** What it logged. */
  log = '';
  readonly #child: ChildProcess;
  readonly #ownsFolder: boolean;

  /** Starts a server and resolves once it listens. Rejects with what it said where it ends instead. */
  static async start(options: ServerProcessOptions = {}): Promise<ServerProcess> {
    const server = await ServerProcess.launch(options);
    const ready = new Promise<void>((resolve) => {
      server.#child.stdout?.on('data', () => GREETING.test(server.greeting) && resolve());
    });
    const failed = server.exited.then(({ code, signal }) => {
      throw new Error(`the server ended with ${signal ?? code} before it listened: ${server.log}`);
    });
    const timer = setTimeout(() => server.#child.kill('SIGKILL'), READY_WITHIN_MS);
    await Promise.race([ready, failed]).finally(() => clearTimeout(timer));
    return server;
  }

  /** Starts a server that may well not come to listen. */
  static async launch(options: ServerProcessOptions = {}): Promise<ServerProcess> {
    return new ServerProcess(options, options.folder ?? (await mkdtemp(join(tmpdir(), 'ringcast-server-'))));
  }

  private constructor(
    { settings, nodeFlags = [], folder: given, port = 0 }: ServerProcessOptions,
    folder: string,
  ) {
    this.folder = folder;
    this.#ownsFolder = given === undefined;
    this.#child = spawn('/usr/bin/env', ['-S', STARTED_WITH, ...nodeFlags, RINGCAST], {
      cwd: folder,
      env: {
        ...environmentWithoutSettings(),
        PORT: String(port),
        RINGCAST_SEGMENTS_DIR: this.segmentsFolder,
        RINGCAST_STATE_DIR: join(folder, 'state'),
        RINGCAST_STREAM_KEY: KEY,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.#child, 'close').then(([code, signal]) => ({ code, signal }));
    this.#child.stdout?.on('data', (chunk) => (this.greeting += String(chunk)));
    this.#child.stderr?.on('data', (chunk) => (this.log += String(chunk)));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get port(): number {
    return Number(GREETING.exec(this.greeting)?.[2]);
  }

  get segmentsFolder(): string {
    return join(this.folder, 'segments');
  }

  /** The key of the printed capture link. */
  get key(): string {
    return decodeURIComponent(/#key=(\S+)/.exec(this.greeting)?.[1] ?? '');
  }

  /** A URL of the server. */
  url(path: string): string {
    return `${GREETING.exec(this.greeting)?.[1]}://127.0.0.1:${this.port}${path}`;
  }

  /** Resolves when it has logged a line that holds this. */
  async untilLogged(text: string): Promise<void> {
    while (!this.log.includes(text)) await once(this.#child.stderr as NodeJS.EventEmitter, 'data');
  }

  /** Sends a signal and resolves when the process has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProcessExit> {
    this.#child.kill(signal);
    return this.exited;
  }

  /** Ends the process and removes its folder, where that is its own. May be called again. */
  async close(): Promise<void> {
    await this.stop('SIGTERM');
    if (this.#ownsFolder) await rm(this.folder, { recursive: true, force: true });
  }
}

/** Settings of whoever runs the tests must not reach the server; where ffmpeg is may. */
function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const isKept = ([name]: [string, unknown]): boolean =>
    name === 'RINGCAST_FFMPEG' || !/^(RINGCAST_|PORT$)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(isKept));
}
