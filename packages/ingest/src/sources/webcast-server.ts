import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { stationOfMount } from '../icecast/mount.ts';
import { findStation } from '../station-gate.ts';
import { CLOSE_GOING_AWAY } from '../wire/close-code.ts';
import { IngestError } from '../wire/ingest-error.ts';
import type { ConnectionSlots } from './connection-slots.ts';
import { keepHeartbeat } from './heartbeat.ts';
import { refuseUpgrade } from './upgrade-refusal.ts';
import { WEBCAST_SUBPROTOCOL } from './webcast-message.ts';
import { WebcastSource, type WebcastSourceOptions } from './webcast-source.ts';
import { WebSocketLink } from './websocket-link.ts';

/** What a server of webcast.js needs. */
export interface WebcastServerOptions
  extends Omit<WebcastSourceOptions, 'station' | 'address' | 'socket' | 'link'> {
  readonly slots: ConnectionSlots;
}

/** Two seconds of what recorders of browsers give at their best. */
const MAX_FRAME_BYTES = 262_144;

/** Takes encoded sound from web pages that use webcast.js. Does not listen: an HTTP server hands requests over. */
export class WebcastServer {
  readonly #options: WebcastServerOptions;
  readonly #links = new Set<WebSocketLink>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => WEBCAST_SUBPROTOCOL,
  });

  constructor(options: WebcastServerOptions) {
    this.#options = options;
  }

  /** Whether a request offers this protocol. */
  static isFor({ headers }: IncomingMessage): boolean {
    const offered = headers['sec-websocket-protocol']?.split(',') ?? [];
    return offered.some((protocol) => protocol.trim() === WEBCAST_SUBPROTOCOL);
  }

  /**
   * Takes the upgrade request of `/:station` or `/ingest/:station`, from a page of any site: the key comes in a
   * message of its own, so it is none that a browser adds by itself.
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { settings, pushes, slots } = this.#options;
    try {
      pushes.checkOpen();
      const name = stationOfMount(request.url ?? '') ?? '';
      const station = { name, entrance: findStation(settings.stations, name) };
      const address = settings.addressOf(request);
      slots.check(address);
      this.#server.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.once('close', slots.take(address));
        keepHeartbeat(webSocket, settings.pingEveryMs);
        const link = new WebSocketLink(webSocket);
        this.#links.add(link);
        webSocket.once('close', () => this.#links.delete(link));
        new WebcastSource({ ...this.#options, station, address, socket: webSocket, link }).start();
      });
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      settings.logger.warn({ code: error.code }, error.message);
      refuseUpgrade(socket, error);
    }
  }

  /** Closes every connection with 1001. */
  close(): void {
    for (const link of this.#links) link.closeWith(CLOSE_GOING_AWAY, 'The server goes down.');
  }
}
