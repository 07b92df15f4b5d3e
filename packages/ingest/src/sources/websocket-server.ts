import type { Logger } from '@ringcast/segmenter';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import type { Journal } from '../journal/journal.ts';
import { createSessionClock, type SessionClock } from '../session/session-clock.ts';
import { SessionRegistry } from '../session/session-registry.ts';
import type { UplinkState } from '../session/uplink-state.ts';
import type { AddressLookup } from '../client-address.ts';
import { SourceError } from '../source-error.ts';
import { checkStreamKey, findStation, type StationAccess, type StationEntrance } from '../station-gate.ts';
import { keyOfAuthorization } from '../stream-key.ts';
import { MAX_BLOCK_BYTES } from '../wire/block.ts';
import { CLOSE_GOING_AWAY, closeCodeOf } from '../wire/close-code.ts';
import { IngestError } from '../wire/ingest-error.ts';
import { SUBPROTOCOL } from '../wire/message.ts';
import { WireError } from '../wire/wire-error.ts';
import type { ConnectionSlots } from './connection-slots.ts';
import { keepHeartbeat } from './heartbeat.ts';
import { refuseUpgrade } from './upgrade-refusal.ts';
import { WebSocketLink } from './websocket-link.ts';
import { serveWebSocketSource } from './websocket-source.ts';

/** What a server of ringcast.v1 needs. */
export interface SourceServerOptions extends StationAccess {
  readonly journal: Journal;
  readonly ffmpegPath: string;
  /** The time in ms since the Unix epoch. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly addressOf: AddressLookup;
  /** Origins of pages that may connect, beside the server's own: `https://radio.example`. */
  readonly allowedOrigins: readonly string[];
  readonly slots: ConnectionSlots;
  readonly helloTimeoutMs: number;
  readonly pingEveryMs: number;
}

/** A request that may become a WebSocket. */
interface Admitted {
  readonly station: { readonly name: string; readonly entrance: StationEntrance };
  readonly address: string;
  readonly checkKey: (key: string | undefined) => void;
}

const PATH = /^\/ingest\/([^/?]*)(?:\?|$)/;
const MAX_FRAGMENTS = 16;
const SHOWN_CHARACTERS = 80;
/** How long sessions may take to get on air what they received, when the server goes down. */
const DRAIN_MS = 2_000;

/** A WebSocket that says why when it closes for a frame that is too large, which ws itself does without a word. */
class ExplainingWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code !== closeCodeOf('too-large') || data !== undefined) return super.close(code, data);
    const expected = `at most ${MAX_BLOCK_BYTES} bytes in at most ${MAX_FRAGMENTS} fragments`;
    new WebSocketLink(this).close(
      new WireError('too-large', `A frame may have ${expected}; a larger one came.`),
    );
  }
}

/** Takes sound over WebSockets. Does not listen: an HTTP server hands its upgrade requests over. */
export class SourceServer {
  readonly #options: SourceServerOptions;
  readonly #clock: SessionClock;
  readonly #sessions: SessionRegistry;
  readonly #links = new Set<WebSocketLink>();
  #isClosing = false;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MAX_BLOCK_BYTES,
    maxFragments: MAX_FRAGMENTS,
    perMessageDeflate: false,
    // Who reads a text checks it, and says what is wrong.
    skipUTF8Validation: true,
    handleProtocols: () => SUBPROTOCOL,
    WebSocket: ExplainingWebSocket,
  });

  constructor(options: SourceServerOptions) {
    this.#options = options;
    this.#clock = createSessionClock(options.now);
    this.#sessions = new SessionRegistry({ ...options, clock: this.#clock });
  }

  /** Puts the sessions that a former process had on air back where they were. */
  async restore(): Promise<void> {
    await this.#sessions.restore(this.#options.stations);
  }

  /** How the broadcaster's connection does; undefined where none of ringcast.v1 is on air. */
  uplinkOf(station: string): UplinkState | undefined {
    return this.#sessions.uplinkOf(station);
  }

  /** What is on air at a station goes on air no more; its client is told. */
  takeOffAir(station: string): void {
    const message = `The operator ended the broadcast of station "${station}".`;
    this.#sessions.takeOffAir(station, new WireError('station-ended', message));
  }

  /** A station was removed. */
  forget(station: string): void {
    this.#sessions.forget(station, new WireError('station-ended', `Station "${station}" was removed.`));
  }

  /** Whether a request is for this server. */
  static isFor(url: string | undefined): boolean {
    return PATH.test(url ?? '');
  }

  /** Takes an upgrade request, or answers it with an HTTP error. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      const admitted = this.#admit(request);
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, admitted));
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      this.#options.logger.warn({ code: error.code }, error.message);
      refuseUpgrade(socket, error);
    }
  }

  /** Takes no more, and lets what was received go on air. */
  async drain(): Promise<void> {
    this.#isClosing = true;
    const cancel = new AbortController();
    const limit = setTimeout(DRAIN_MS, undefined, { signal: cancel.signal }).catch(() => {});
    await Promise.race([this.#sessions.drain(), limit]);
    cancel.abort();
  }

  /** Closes every connection with 1001: the client comes back, here or where its station is then. */
  close(): void {
    for (const link of this.#links) link.closeWith(CLOSE_GOING_AWAY, 'The server goes down.');
  }

  #admit(request: IncomingMessage): Admitted {
    if (this.#isClosing)
      throw new SourceError('going-down', 'The server goes down; it may be back in seconds.');
    const name = PATH.exec(request.url ?? '')?.[1] ?? '';
    const entrance = findStation(this.#options.stations, name);
    this.#checkOrigin(request);
    this.#checkProtocol(request);
    const address = this.#options.addressOf(request);
    this.#options.slots.check(address);
    const headerKey = keyOfAuthorization(request.headers.authorization);
    const checkKey = (key: string | undefined) =>
      checkStreamKey(this.#options, { station: name, key: key ?? headerKey, address });
    if (headerKey !== undefined) checkKey(headerKey);
    return { station: { name, entrance }, address, checkKey };
  }

  #accept(socket: WebSocket, { station, address, checkKey }: Admitted): void {
    const link = new WebSocketLink(socket);
    this.#links.add(link);
    socket.once('close', () => this.#links.delete(link));
    socket.once('close', this.#options.slots.take(address));
    const { helloTimeoutMs, pingEveryMs, logger } = this.#options;
    keepHeartbeat(socket, pingEveryMs);
    const sessions = this.#sessions;
    const source = { socket, link, station, checkKey, sessions, clock: this.#clock, helloTimeoutMs, logger };
    serveWebSocketSource(source);
  }

  /** Pages of other sites must not broadcast with a key that a browser remembers; programs send no Origin. */
  #checkOrigin({ headers: { origin, host } }: IncomingMessage): void {
    if (origin === undefined || this.#options.allowedOrigins.includes(origin)) return;
    if (URL.canParse(origin) && new URL(origin).host === host) return;
    const shown = JSON.stringify(origin.slice(0, SHOWN_CHARACTERS));
    throw new SourceError('origin-refused', `Pages of ${shown} may not broadcast here.`);
  }

  #checkProtocol({ headers }: IncomingMessage): void {
    const offered = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim()) ?? [];
    if (offered.includes(SUBPROTOCOL)) return;
    const came = offered.length > 0 ? JSON.stringify(offered.join(', ').slice(0, SHOWN_CHARACTERS)) : 'none';
    const message = `Sec-WebSocket-Protocol must offer ${SUBPROTOCOL}; ${came} came.`;
    throw new SourceError('bad-upgrade', message);
  }
}
