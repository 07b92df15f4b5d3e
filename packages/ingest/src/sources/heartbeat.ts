import type { WebSocket } from 'ws';

const MAX_MISSED = 2;

/** Ends a connection whose client no longer answers pings: one half open, say, that nobody ever closed. */
export function keepHeartbeat(socket: WebSocket, pingEveryMs: number): void {
  let missed = 0;
  const timer = setInterval(() => {
    // The server itself does not read from a paused socket, so no pong can come.
    if (socket.isPaused) return;
    if (missed === MAX_MISSED) return socket.terminate();
    missed += 1;
    socket.ping();
  }, pingEveryMs);
  timer.unref();
  socket.on('pong', () => {
    missed = 0;
  });
  socket.once('close', () => clearInterval(timer));
}
