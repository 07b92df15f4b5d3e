const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[A-Za-z0-9]{1,8}(-\d+)?\.flac$/;
const SESSION_CHARACTERS = 8;

/**
 * A free name for a recording: when its first sample was captured, in UTC, and a piece of its session,
 * `2026-11-27T18-30-00Z-1f3a2b4c.flac`; a number follows where others of that second are there.
 */
export function recordingNameOf(capturedAtMs: number, session: string, taken: readonly string[]): string {
  const time = new Date(capturedAtMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  const stem = `${time.replaceAll(':', '-')}Z-${session.replaceAll('-', '').slice(-SESSION_CHARACTERS)}`;
  let name = `${stem}.flac`;
  for (let count = 2; taken.includes(name); count++) name = `${stem}-${count}.flac`;
  return name;
}

/** Whether a file is a recording by its name; others are left alone. */
export function isRecordingName(name: string): boolean {
  return NAME.test(name);
}
