import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What it does when it is to encode; `exec` goes over to the real ffmpeg. */
export type StandInScript = (exec: string) => string;

/**
 * A program in the temporary folder that answers as ffmpeg does when it is asked what it can, and follows a shell
 * script when it is to encode.
 */
export class StandInFfmpeg {
  readonly #folder: string;

  /** @param script shell commands; `$RUN` is the number of the run, from 1. */
  static async write(ffmpegPath: string, script: StandInScript): Promise<StandInFfmpeg> {
    const folder = await mkdtemp(join(tmpdir(), 'stand-in-ffmpeg-'));
    const standIn = new StandInFfmpeg(folder);
    const exec = `exec '${ffmpegPath}' "$@"`;
    const lines = [
      '#!/bin/sh',
      `case "$*" in *s16le*) ;; *) ${exec} ;; esac`,
      `echo run >> '${folder}/runs'`,
      `RUN=$(wc -l < '${folder}/runs')`,
      script(exec),
    ];
    await writeFile(standIn.path, `${lines.join('\n')}\n`);
    await chmod(standIn.path, 0o755);
    return standIn;
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  get path(): string {
    return join(this.#folder, 'ffmpeg');
  }

  /** How often it was started to encode. */
  async countRuns(): Promise<number> {
    const runs = await readFile(join(this.#folder, 'runs'), 'utf8').catch(() => '');
    return runs.split('\n').length - 1;
  }
}
