import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Resolves when a program has said something. Rejects with what it said where it ends before. */
export function untilSaid(child: ChildProcess, output: Readable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    output.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes(text)) resolve();
    });
    child.once('close', () => reject(new Error(`${child.spawnfile} ended: ${said}`)));
  });
}
