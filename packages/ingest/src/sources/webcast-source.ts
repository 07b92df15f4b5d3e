import type { Feed } from '@ringcast/segmenter';
import { PassThrough } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { IngestSettings } from '../ingest-options.ts';
import type { Programme } from '../programme/programme.ts';
import { type Song, songOf, songOfLine } from '../programme/song.ts';
import { statusOf } from '../source-error.ts';
import { checkStreamKey, type StationEntrance } from '../station-gate.ts';
import { CLOSE_STOPPED } from '../wire/close-code.ts';
import { IngestError } from '../wire/ingest-error.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Pushes } from './pushes.ts';
import type { SourceSeats } from './source-seats.ts';
import { parseWebcastMessage, type WebcastMessage } from './webcast-message.ts';
import type { WebSocketLink } from './websocket-link.ts';

/** What a connection needs. */
export interface WebcastSourceOptions {
  readonly socket: WebSocket;
  readonly link: WebSocketLink;
  readonly station: { readonly name: string; readonly entrance: StationEntrance };
  /** Of the client. */
  readonly address: string;
  readonly settings: IngestSettings;
  readonly pushes: Pushes;
  readonly seats: SourceSeats;
  readonly programme: Programme;
}

/** Something that plays, or nothing. */
interface SaidSong {
  readonly said: Song | undefined;
}

/** RFC 6455, 7.1.5: closed without a code, as pages do that just call `close()`. */
const CLOSE_WITHOUT_CODE = 1005;
/** Of close codes that are an HTTP status and as much. */
const CLOSE_BASE = 4_000;

/** Speaks webcast with a client until the connection ends. */
export class WebcastSource {
  readonly #options: WebcastSourceOptions;
  /** The sound, once the hello has come. */
  #body: PassThrough | undefined;
  #feed: Feed | undefined;
  /** What it said last is playing; it counts once the sound is on air. */
  #song: SaidSong | undefined;
  #helloTimer: NodeJS.Timeout | undefined;

  constructor(options: WebcastSourceOptions) {
    this.#options = options;
  }

  start(): void {
    const { socket, settings, station } = this.#options;
    this.#helloTimer = setTimeout(() => {
      const message = `A hello must come within ${settings.helloTimeoutMs / 1_000} s; none came.`;
      this.#fail(new WireError('hello-timeout', message));
    }, settings.helloTimeoutMs);
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('close', (code) => this.#onClose(code));
    socket.on('error', (err) => settings.logger.debug({ err, station: station.name }, 'socket error'));
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#options.link.isClosed) return;
    try {
      // `binaryType` is nodebuffer, so a message is one Buffer.
      if (isBinary) this.#takeSound(data as Buffer);
      else this.#take(parseWebcastMessage(data as Buffer));
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(message: WebcastMessage | undefined): void {
    if (message?.type === 'hello') this.#takeHello(message.data);
    else if (message) this.#takeMetadata(message.data);
  }

  #takeHello({ password }: { readonly password?: string | undefined }): void {
    const { station, address, settings, seats } = this.#options;
    if (this.#body) throw new WireError('bad-message', 'Only one hello may come; a second came.');
    checkStreamKey(settings, { station: station.name, key: password, address });
    const leaveSeat = seats.take(station, 'webcast');
    clearTimeout(this.#helloTimer);
    this.#body = new PassThrough();
    const onFeed = (feed: Feed) => {
      leaveSeat();
      this.#feed = feed;
      if (this.#song) this.#noteSong(this.#song, feed);
    };
    void this.#putOnAir(this.#body, onFeed).finally(leaveSeat);
  }

  async #putOnAir(body: PassThrough, onFeed: (feed: Feed) => void): Promise<void> {
    const { station, pushes, link } = this.#options;
    try {
      await pushes.run({ kind: 'webcast', station, format: undefined, body, onFeed });
      link.closeWith(CLOSE_STOPPED, 'stopped');
    } catch (error) {
      this.#fail(error);
    }
  }

  #takeSound(bytes: Buffer): void {
    const { socket } = this.#options;
    const body = this.#body;
    if (!body) throw new WireError('bad-message', 'A hello must come first; sound came.');
    // Some more messages may come out of a socket that is paused.
    if (body.destroyed || body.write(bytes) || socket.isPaused) return;
    socket.pause();
    body.once('drain', () => socket.resume());
  }

  #takeMetadata({ title, artist, song }: Extract<WebcastMessage, { type: 'metadata' }>['data']): void {
    if (!this.#body) throw new WireError('bad-message', 'A hello must come first; metadata came.');
    this.#song = { said: song ? songOfLine(song) : songOf({ title, artist }) };
    if (this.#feed) this.#noteSong(this.#song, this.#feed);
  }

  #noteSong({ said }: SaidSong, feed: Feed): void {
    const { station, programme } = this.#options;
    programme.of(station.name).note(said, feed);
  }

  /** A page that is left or a line that is cut may come back, and no more sound of this body can. */
  #onClose(code: number): void {
    clearTimeout(this.#helloTimer);
    if (code === CLOSE_STOPPED || code === CLOSE_WITHOUT_CODE) this.#body?.end();
    else this.#body?.destroy();
  }

  #fail(cause: unknown): void {
    const { link, settings, station } = this.#options;
    const isExplained = cause instanceof IngestError;
    if (isExplained) settings.logger.warn({ station: station.name, code: cause.code }, cause.message);
    else settings.logger.error({ station: station.name, err: cause }, 'a connection failed');
    const status = statusOf(isExplained ? cause.code : 'internal');
    link.closeWith(
      CLOSE_BASE + status,
      isExplained ? cause.message : 'The server failed; its log says more.',
    );
  }
}
