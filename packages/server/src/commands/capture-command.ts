import { Capture, type CaptureEnd, listDevices, nameOfSound } from '@ringcast/ingest/client';
import { CaptureLog } from '../capture/capture-log.ts';
import { CaptureScreen } from '../capture/capture-screen.ts';
import { settleCapture } from '../capture/capture-settings.ts';
import { describeEnd, describeDevices } from '../capture/capture-texts.ts';
import { findCapturingFfmpeg } from '../capture/choose-sound.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import type { CaptureFlags } from './capture-options.ts';
import { EXIT_CODES, type ExitCode } from './exit-code.ts';

const TITLE = 'ringcast capture';

/** Broadcasts from this computer until its sound ends or a signal ends it. @throws CommandFailure */
export async function capture(flags: CaptureFlags): Promise<ExitCode> {
  // What was typed may hold a key, and everybody may list processes.
  process.title = TITLE;
  const loaded = loadConfiguration();
  if (flags.listDevices) {
    const { path } = await findCapturingFfmpeg(loaded);
    process.stdout.write(describeDevices(await listDevices(path)));
    return EXIT_CODES.done;
  }
  const settings = await settleCapture(flags, loaded);
  const running = new Capture({
    ...settings,
    stdin: process.stdin,
    onStateChanged: () => view.handleState(),
  });
  const { server, station } = settings.destination;
  const sound = settings.choice === undefined ? 'kept sound' : nameOfSound(settings.choice);
  const about = { server, station, sound };
  const view = process.stdout.isTTY ? new CaptureScreen(running, about) : new CaptureLog(running, about);
  endOnSignals(running);
  // A terminal that was closed takes nothing more, and the rest is to be sent all the same.
  process.stdout.on('error', () => undefined);
  const end = await running.finished;
  view.close();
  // A pipe that is still open would keep the process.
  process.stdin.destroy();
  process.stderr.write(`${describeEnd(end, about)}\n`);
  return exitCodeOf(end);
}

function endOnSignals(running: Capture): void {
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals === 1) running.stop();
      else running.leave();
    });
  }
}

function exitCodeOf(end: CaptureEnd): ExitCode {
  if (end.name === 'sent') return EXIT_CODES.done;
  if (end.name === 'no-sound') return EXIT_CODES.noSound;
  if (end.name === 'unsent' || end.name === 'unreadable') return EXIT_CODES.unsent;
  if (end.problem.code === 'wrong-key') return EXIT_CODES.wrongKey;
  return end.problem.code === 'unknown-station' ? EXIT_CODES.unknownStation : EXIT_CODES.refused;
}
