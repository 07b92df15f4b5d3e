import type { Capture, CaptureReport } from '@ringcast/ingest/client';
import logUpdate from 'log-update';
import { styleText } from 'node:util';
import {
  type CaptureSubject,
  clockOf,
  decibelsOf,
  describeState,
  describeTroubles,
  secondsOf,
} from './capture-texts.ts';

const EVERY_MS = 100;
/** 20 dB a second. */
const FALL_PER_LOOK = 0.8;
const METER_CELLS = 40;
const METER_FLOOR_DB = -60;
const METER_YELLOW_DB = -12;
const METER_RED_DB = -3;
const CHANNEL_NAMES = ['L', 'R'];
const HINT = 'Ctrl-C ends the broadcast and sends what is waiting; twice keeps it for another time.';

/** What a capture does, on a terminal. */
export class CaptureScreen {
  readonly #capture: Capture;
  readonly #subject: CaptureSubject;
  readonly #timer = setInterval(() => this.handleState(), EVERY_MS);

  #levels: readonly number[] = [];

  constructor(capture: Capture, subject: CaptureSubject) {
    this.#capture = capture;
    this.#subject = subject;
  }

  /** Its state has changed, or the time for a new look is there. */
  handleState(): void {
    this.#levels = fallingLevels(this.#levels, this.#capture.takePeaks());
    logUpdate(screenOf(this.#capture.report, this.#levels, this.#subject));
  }

  close(): void {
    clearInterval(this.#timer);
    logUpdate.done();
  }
}

/** The meters rise at once, and fall slowly enough to be read. */
function fallingLevels(shown: readonly number[], peaks: readonly number[]): number[] {
  const channels = Math.max(shown.length, peaks.length);
  return Array.from({ length: channels }, (_, channel) =>
    Math.max(peaks[channel] ?? 0, (shown[channel] ?? 0) * FALL_PER_LOOK),
  );
}

/** The lines of the screen. */
export function screenOf(
  report: CaptureReport,
  peaks: readonly number[],
  { server, station, sound }: CaptureSubject,
): string {
  const { stats, state } = report;
  const isLive = state.name === 'live';
  const lamp = styleText(isLive ? 'red' : 'yellow', isLive ? '●' : '○');
  const capturedMs = stats.acknowledgedMs + stats.unacknowledgedMs;
  return [
    `${lamp} ${styleText('bold', describeState(report))}  ${station} at ${server}  ${clockOf(capturedMs)}`,
    ...peaks.map((peak, channel) => meterOf(CHANNEL_NAMES[channel] ?? String(channel + 1), peak)),
    `waiting ${secondsOf(stats.unacknowledgedMs)}   safe on the server ${clockOf(stats.acknowledgedMs)}   from ${sound}`,
    ...describeTroubles(report).map((trouble) => styleText('yellow', trouble)),
    styleText('dim', HINT),
  ].join('\n');
}

function meterOf(name: string, peak: number): string {
  const db = decibelsOf(peak);
  const cells = Math.round(((Math.max(db, METER_FLOOR_DB) - METER_FLOOR_DB) / -METER_FLOOR_DB) * METER_CELLS);
  const colour = db >= METER_RED_DB ? 'red' : db >= METER_YELLOW_DB ? 'yellow' : 'green';
  const bar = styleText(colour, '█'.repeat(cells)) + styleText('dim', '·'.repeat(METER_CELLS - cells));
  return `${name} ${bar} ${Number.isFinite(db) ? `${db.toFixed(1).padStart(5)} dB` : 'silence'}`;
}
