import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ServerProcess } from '../test/helpers/server-process.ts';

/** A broadcaster who is a process of his own, so that he takes no time from what measures. */
export interface Broadcaster {
  /** Ends him; the station is left without a source. */
  stop(): Promise<void>;
}

const PROGRAM = new URL('steady-source.ts', import.meta.url);

/** Puts noise, or marked sound, on air. */
export function startBroadcaster(
  server: ServerProcess,
  kind: 'noise' | 'marked' = 'noise',
  station = 'main',
): Broadcaster {
  const child = fork(PROGRAM, [server.url(''), server.key, kind, station]);
  return {
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
