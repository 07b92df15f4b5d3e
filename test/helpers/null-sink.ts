import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

/** Programs that a {@link NullSink} runs. */
export interface NullSinkPrograms {
  readonly pulseaudio: string;
  readonly ffmpeg: string;
}

const SINK = 'stage';

/** A sound card without hardware: PulseAudio of our own with a sink whose monitor is the default source. */
export class NullSink {
  /** For programs that are to hear it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #programs: NullSinkPrograms;
  readonly #children: ChildProcess[] = [];

  static async open(programs: NullSinkPrograms): Promise<NullSink> {
    const sink = new NullSink(await mkdtemp(join(tmpdir(), 'null-sink-')), programs);
    await sink.#start();
    return sink;
  }

  private constructor(folder: string, programs: NullSinkPrograms) {
    this.#folder = folder;
    this.#programs = programs;
    this.environment = {
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      PULSE_SERVER: `unix:${join(folder, 'socket')}`,
    };
  }

  /** Plays a tone into it until it is closed. */
  play(hz: number): void {
    const input = ['-f', 'lavfi', '-i', `sine=f=${hz}:r=48000`, '-ac', '2'];
    this.#spawn(this.#programs.ffmpeg, ['-loglevel', 'error', '-re', ...input, '-f', 'pulse', 'tone']);
  }

  /** Has it take its sound every 20 ms, as a sound card does: one that nobody listens to takes it every two seconds. */
  hurry(): void {
    this.#spawn('parec', ['--latency-msec=20', `--device=${SINK}.monitor`, '/dev/null']);
  }

  /** Plays 48 kHz stereo s16le into it; resolves when all of it was heard. */
  async playPcm(pcm: Buffer): Promise<void> {
    const shape = ['--raw', '--format=s16le', '--rate=48000', '--channels=2', '--latency-msec=500'];
    const child = this.#spawn('pacat', shape, 'pipe');
    child.stdin?.end(pcm);
    await once(child, 'exit');
  }

  /**
   * Lets it give nothing at all for a time, as a card does whose buffer runs over. Resolves with how long that was at
   * most; a busy machine takes its time.
   */
  async interrupt(durationMs: number): Promise<number> {
    const startedAtMs = performance.now();
    for (const isSuspended of ['1', '0']) {
      await once(this.#spawn('pactl', ['suspend-sink', SINK, isSuspended]), 'exit');
      if (isSuspended === '1') await setTimeout(durationMs);
    }
    return performance.now() - startedAtMs;
  }

  async close(): Promise<void> {
    const running = this.#children.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    for (const child of running) child.kill('SIGKILL');
    for (const { stderr } of this.#children) stderr?.destroy();
    await Promise.all(running.map((child) => once(child, 'exit')));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Resolves when it can be heard: the last module that is loaded says so. */
  async #start(): Promise<void> {
    const modules = [
      `module-native-protocol-unix auth-anonymous=1 socket=${join(this.#folder, 'socket')}`,
      `module-null-sink sink_name=${SINK} rate=48000`,
    ];
    const options = [
      '-n',
      '--daemonize=no',
      '--exit-idle-time=-1',
      '--log-target=stderr',
      '--log-level=info',
    ];
    const child = this.#spawn(this.#programs.pulseaudio, [
      ...options,
      ...modules.flatMap((module) => ['-L', module]),
    ]);
    if (!child.stderr) throw new Error('PulseAudio has no standard error');
    for await (const line of createInterface(child.stderr))
      if (line.includes('Daemon startup complete')) break;
    child.stderr.resume();
  }

  #spawn(path: string, words: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
    const child = spawn(path, words, {
      env: { ...process.env, ...this.environment },
      stdio: [stdin, 'ignore', 'pipe'],
    });
    this.#children.push(child);
    return child;
  }
}
