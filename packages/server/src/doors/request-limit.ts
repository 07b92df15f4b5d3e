import type { Logger } from '@ringcast/segmenter';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { SeldomWarning } from './seldom-warning.ts';

/**
 * Requests of one connection that may wait for their answers. Browsers, players and proxies send one and wait; the few
 * clients that send some ahead send no more than this.
 */
const MAX_UNANSWERED = 8;

/**
 * Closes connections on which too many requests wait. Node hands over what a client sends ahead (RFC 9112 section
 * 9.3.2) while the answers before it are still to come, thousands of requests out of one read.
 */
export function limitRequests(onRequest: RequestListener, logger: Pick<Logger, 'warn'>): RequestListener {
  const counts = new WeakMap<Socket, number>();
  const warning = new SeldomWarning(logger);
  return (request, response) => {
    const { socket } = request;
    // What was read before it was closed is still handed over.
    if (socket.destroyed) return;
    const count = counts.get(socket) ?? 0;
    if (count >= MAX_UNANSWERED) {
      warning.tell({ unanswered: count }, 'a connection was closed: more requests came before their answers');
      socket.destroy();
      return;
    }
    counts.set(socket, count + 1);
    response.on('close', () => counts.set(socket, (counts.get(socket) ?? 1) - 1));
    onRequest(request, response);
  };
}
