import { execFile } from 'node:child_process';
import { type Finding, good } from '../finding.ts';

const LIMIT_MS = 5_000;

/** Whether this computer's clock follows a time server, where systemd can tell. */
export async function checkClock(): Promise<Finding[]> {
  return judgeClock(await askTimedatectl());
}

/**
 * Judges what systemd answers.
 *
 * @param answer `yes` or `no`; undefined where there is no systemd
 */
export function judgeClock(answer: string | undefined): Finding[] {
  if (answer === 'yes') return [good('The clock follows a time server.')];
  if (answer !== 'no') return [];
  return [
    {
      level: 'warning',
      what: 'The clock of this computer follows no time server.',
      why: 'Dates in playlists go by it, and listeners count by them how late the sound is; certificates and tokens end by it.',
      remedy: 'timedatectl set-ntp true',
    },
  ];
}

function askTimedatectl(): Promise<string | undefined> {
  const words = ['show', '--property=NTPSynchronized', '--value'];
  return new Promise((resolve) => {
    execFile('timedatectl', words, { timeout: LIMIT_MS }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined);
    });
  });
}
