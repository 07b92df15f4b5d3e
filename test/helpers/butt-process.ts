import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from './free-port.ts';
import { VirtualScreen } from './virtual-screen.ts';

/** How BUTT is run. */
export interface ButtOptions {
  readonly buttPath: string;
  readonly xvfbPath: string;
  /** Of the sound card. */
  readonly environment: Readonly<Record<string, string>>;
  readonly server: { readonly port: number; readonly key: string };
  /** `mp3`, `ogg`, `opus`, `flac`. */
  readonly codec: string;
}

const LOOK_EVERY_MS = 50;

/** BUTT as a person runs it, on a screen that nobody sees; it connects by itself. */
export class ButtProcess {
  readonly #options: ButtOptions;
  readonly #folder: string;
  readonly #children: ChildProcess[] = [];
  #commandPort = 0;
  #screen: VirtualScreen | undefined;

  static async start(options: ButtOptions): Promise<ButtProcess> {
    const butt = new ButtProcess(options, await mkdtemp(join(tmpdir(), 'butt-')));
    await butt.#run();
    return butt;
  }

  private constructor(options: ButtOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
  }

  /** Resolves with what BUTT shows its user, once that matches. BUTT writes it to a file, which has to be polled. */
  async until(pattern: RegExp): Promise<string> {
    for (;;) {
      const log = await readFile(this.#logPath, 'utf8').catch(() => '');
      if (pattern.test(log)) return log;
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Presses a button from outside: `-d` disconnects, `-u SONG` says what is playing. */
  async command(...words: string[]): Promise<void> {
    await promisify(execFile)(this.#options.buttPath, ['-p', String(this.#commandPort), ...words]);
  }

  async close(): Promise<void> {
    const running = this.#children.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    for (const child of running.toReversed()) child.kill('SIGKILL');
    for (const { stdio } of this.#children) for (const stream of stdio) stream?.destroy();
    await Promise.all(running.map((child) => once(child, 'exit')));
    await this.#screen?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #logPath(): string {
    return join(this.#folder, 'log');
  }

  async #run(): Promise<void> {
    const { buttPath, xvfbPath, environment } = this.#options;
    const configuration = join(this.#folder, 'buttrc');
    await writeFile(configuration, this.#configuration());
    this.#commandPort = await findFreePort();
    this.#screen = await VirtualScreen.open(xvfbPath);
    const words = ['-c', configuration, '-p', String(this.#commandPort)];
    const child = spawn(buttPath, words, {
      env: { ...process.env, ...environment, ...this.#screen.environment },
      stdio: 'ignore',
    });
    this.#children.push(child);
  }

  #configuration(): string {
    const { codec, server } = this.#options;
    return `[main]
server = ringcast
icy = station
num_of_srv = 1
num_of_icy = 1
srv_ent = ringcast
icy_ent = station
log_file = ${this.#logPath}
gain = 1.0
connect_at_startup = 1

[audio]
device = default
samplerate = 48000
bitrate = 192
channel = 2
codec = ${codec}

[record]
folder = ${this.#folder}/

[ringcast]
address = 127.0.0.1
port = ${server.port}
password = ${server.key}
type = 1
tls = 0
mount = main
usr = source

[station]
pub = 0
description = Testing
genre = Tones
url = http://radio.example/
`;
  }
}
