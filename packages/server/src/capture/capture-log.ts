import type { Capture, CaptureReport } from '@ringcast/ingest/client';
import { type CaptureSubject, decibelsOf, fieldOf } from './capture-texts.ts';

const EVERY_MS = 10_000;

/** What a capture does where there is no terminal: a line for every change, and every 10 s, made for programs. */
export class CaptureLog {
  readonly #capture: Capture;
  readonly #subject: CaptureSubject;
  readonly #timer = setInterval(() => this.handleState(), EVERY_MS);

  constructor(capture: Capture, subject: CaptureSubject) {
    this.#capture = capture;
    this.#subject = subject;
  }

  /** Its state has changed. */
  handleState(): void {
    const line = lineOf(this.#capture.report, this.#capture.takePeaks(), this.#subject);
    process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** `live station=main waiting=0.2 safe=12.3 level=-12.1`, in seconds and dB of full scale. */
export function lineOf(
  report: CaptureReport,
  peaks: readonly number[],
  { station, sound }: CaptureSubject,
): string {
  const { state, stats, missingMs, earlierMs } = report;
  const level = decibelsOf(Math.max(0, ...peaks));
  const problem = problemOf(report);
  return [
    state.name,
    fieldOf('station', station),
    fieldOf('sound', sound),
    fieldOf('waiting', inSeconds(stats.unacknowledgedMs)),
    fieldOf('safe', inSeconds(stats.acknowledgedMs)),
    ...(Number.isFinite(level) ? [fieldOf('level', level.toFixed(1))] : []),
    ...(stats.mode === 'lossless' ? [] : [fieldOf('mode', stats.mode)]),
    ...(missingMs > 0 ? [fieldOf('missing', inSeconds(missingMs))] : []),
    ...(earlierMs > 0 ? [fieldOf('earlier', inSeconds(earlierMs))] : []),
    ...(problem === undefined ? [] : [fieldOf('problem', problem)]),
  ].join(' ');
}

/** The gravest. */
function problemOf(report: CaptureReport): string | undefined {
  const { state, stats, soundProblem, connectionProblem, earlierProblem } = report;
  if (state.name === 'refused') return state.message;
  return soundProblem ?? connectionProblem ?? stats.notice?.message ?? earlierProblem;
}

function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
