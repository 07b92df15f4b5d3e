import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A player that writes what it plays to a file. */
export interface PlayerProcessOptions {
  readonly path: string;
  readonly words: readonly string[];
  /** The file it writes; it runs in its folder. */
  readonly file: string;
  /** It is ended once the file has as many bytes. */
  readonly bytes: number;
}

/** Players refuse to run as root, or should. */
const NOBODY = 65_534;
const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 45_000;

/** Runs a player until it has written so much. Rejects with what it said where it does not come as far. */
export async function recordPlayer({ path, words, file, bytes }: PlayerProcessOptions): Promise<void> {
  const folder = dirname(file);
  const child = spawn(path, words, {
    ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
    cwd: folder,
    env: { ...process.env, HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk) => (complaints += String(chunk)));
  const closed = once(child, 'close');
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (child.exitCode === null && performance.now() < giveUpAt && (await sizeOf(file)) < bytes) {
    await delay(LOOK_EVERY_MS);
  }
  child.kill('SIGTERM');
  await closed;
  const written = await sizeOf(file);
  if (written < bytes) throw new Error(`${path} wrote ${written} bytes instead of ${bytes}: ${complaints}`);
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
