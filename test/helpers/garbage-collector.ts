import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { ServerProcess } from './server-process.ts';

/** Flag for a server whose garbage is to be collected from outside. */
export const INSPECTED = '--inspect=127.0.0.1:0';

const INSPECTOR = /Debugger listening on (ws:\S+)/;

/** Makes a server that was started with {@link INSPECTED} collect all its garbage, through Node's inspector. */
export async function collectGarbage(server: ServerProcess): Promise<void> {
  const url = INSPECTOR.exec(server.log)?.[1];
  if (url === undefined) throw new Error(`the server has no inspector; it said: ${server.log.slice(0, 500)}`);
  const socket = new WebSocket(url);
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(socket, 'message');
  socket.terminate();
}
