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
  const noteAlive = () => {
    missed = 0;
  };
  // A pong comes after everything that was sent before it, which on a slow line takes its time.
  socket.on('pong', noteAlive).on('message', noteAlive);
  socket.once('close', () => clearInterval(timer));
}
