import { execFile } from 'node:child_process';

const ANSWER_WITHIN_MS = 10_000;
const NEEDED_ENCODERS = ['aac', 'flac', 'pcm_s16le'];

/**
 * Runs an ffmpeg that only tells something, such as what devices there are, and resolves with all that it wrote. It
 * counts for nothing how it ended: where ffmpeg lists devices, it then fails to open one.
 */
export function askFfmpeg(ffmpegPath: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      ffmpegPath,
      ['-hide_banner', '-nostdin', ...words],
      { timeout: ANSWER_WITHIN_MS },
      (_, stdout, stderr) => resolve(`${stdout}\n${stderr}`),
    );
  });
}

/** Encoders that Ringcast needs and that are not in what an ffmpeg said to `-encoders`. */
export function missingEncodersIn(answer: string): string[] {
  return NEEDED_ENCODERS.filter((name) => !new RegExp(`^ A[A-Z.]{5} ${name} `, 'm').test(answer));
}
