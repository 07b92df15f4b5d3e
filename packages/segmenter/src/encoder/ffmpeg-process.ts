import ffmpeg from 'fluent-ffmpeg';
import type { ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { SegmenterError } from '../segmenter-error.ts';

const STDERR_TAIL_LINES = 12;

/** One output of an ffmpeg process. */
export interface FfmpegOutput {
  /** A URL (`unix:/path`), or a stream that takes ffmpeg's standard output; at most one stream a process. */
  readonly target: string | Writable;
  /** Arguments before the target, one word each. */
  readonly options: readonly string[];
}

/** What to run. */
export interface FfmpegOptions {
  readonly ffmpegPath: string;
  /** Fed to standard input, whose end lets ffmpeg finish; or what ffmpeg opens itself, a file, an address or a device. */
  readonly input: Readable | string;
  /** Arguments before `-i`, one word each. */
  readonly inputOptions: readonly string[];
  readonly outputs: readonly FfmpegOutput[];
  /** How far it stands back behind others for the processor, 0 to 19. Default 0. */
  readonly niceness?: number;
  /** Called with each line of standard error. */
  readonly onStderrLine?: (line: string) => void;
}

/** A running ffmpeg. */
export interface FfmpegProcess {
  /** The process id once ffmpeg has been spawned. */
  readonly pid: number | undefined;
  /** Resolves when ffmpeg has exited with 0; rejects with an {@link FfmpegError} otherwise. */
  readonly finished: Promise<void>;
  /** Sends a signal, SIGKILL unless told; also before ffmpeg is up. Safe to call again. */
  kill(signal?: NodeJS.Signals): void;
}

/** An ffmpeg that did not end well, with what it said last. */
export class FfmpegError extends SegmenterError {
  override readonly name = 'FfmpegError';

  constructor(
    readonly exitCode: number | undefined,
    readonly signal: NodeJS.Signals | undefined,
    /** The last lines of standard error, oldest first. */
    readonly stderrTail: readonly string[],
    cause: unknown,
  ) {
    const how = signal
      ? `was ended by ${signal}`
      : exitCode === undefined
        ? 'could not run'
        : `exited with ${exitCode}`;
    const said = stderrTail.at(-1) ?? (cause instanceof Error ? cause.message : String(cause));
    super('ffmpeg-failed', `ffmpeg ${how}: ${said}`, { cause });
  }
}

/**
 * Starts ffmpeg. The only place of the project that builds or runs one: fluent-ffmpeg is archived upstream,
 * and behind this door it can be replaced.
 */
export function runFfmpeg(options: FfmpegOptions): FfmpegProcess {
  let child: ChildProcess | undefined;
  let pendingSignal: NodeJS.Signals | undefined;
  let exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;

  const command = buildCommand(options);
  const finished = new Promise<void>((resolve, reject) => {
    command.on('start', () => {
      child = (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc;
      child.prependOnceListener('exit', (code, signal) => {
        exit = { code, signal };
      });
      // fluent-ffmpeg's own listener throws where the program cannot be started.
      child.removeAllListeners('error').once('error', (cause) => {
        reject(new FfmpegError(undefined, undefined, [], cause));
      });
      if (options.niceness) standBack(child, options.niceness);
      if (pendingSignal) child.kill(pendingSignal);
    });
    if (options.onStderrLine) command.on('stderr', options.onStderrLine);
    command.on('end', () => resolve());
    command.on('error', (cause: Error, _stdout, stderr) => {
      reject(new FfmpegError(exit?.code ?? undefined, exit?.signal ?? undefined, tailOf(stderr), cause));
    });
    command.run();
  });
  // Whoever awaits `finished` sees the failure; nobody awaiting it must not end the process.
  finished.catch(() => {});

  return {
    get pid() {
      return child?.pid;
    },
    finished,
    kill(signal = 'SIGKILL') {
      if (child) child.kill(signal);
      else pendingSignal = signal;
    },
  };
}

function buildCommand({ ffmpegPath, input, inputOptions, outputs }: FfmpegOptions): ffmpeg.FfmpegCommand {
  const command = ffmpeg(input, { stdoutLines: STDERR_TAIL_LINES });
  settle(command, ffmpegPath);
  command.inputOptions('-hide_banner', '-loglevel', 'warning', '-nostats', ...inputOptions);
  // `output()` opens an output, and options go to the one opened last.
  for (const { target, options } of outputs) command.output(target).outputOptions(...options);
  return command;
}

/**
 * Gives a command its own ffmpeg, since `setFfmpegPath` sets that of all commands of the process, also of those that are
 * just starting. And spares it from asking for formats and encoders first: {@link missingEncodersIn} has.
 */
function settle(command: ffmpeg.FfmpegCommand, ffmpegPath: string): void {
  Object.assign(command, {
    _getFfmpegPath: (callback: (error: null, path: string) => void) => callback(null, ffmpegPath),
    _checkCapabilities: (callback: () => void) => callback(),
    availableEncoders: (callback: (error: null, encoders: object) => void) => callback(null, {}),
  });
}

/** Where the system does not let it, it runs like others. */
function standBack({ pid }: ChildProcess, niceness: number): void {
  try {
    if (pid !== undefined) setPriority(pid, niceness);
  } catch {
    // It has ended already, or may not.
  }
}

function tailOf(stderr: string | null | undefined): string[] {
  return (stderr ?? '')
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-STDERR_TAIL_LINES);
}
