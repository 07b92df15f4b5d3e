import type { Feed } from '@ringcast/segmenter';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { IngestSettings } from '../ingest-options.ts';
import { loggedPath } from '../logged-path.ts';
import type { Programme } from '../programme/programme.ts';
import { stationInformationOf } from '../programme/station-information.ts';
import type { Pushes } from '../sources/pushes.ts';
import type { SourceSeats } from '../sources/source-seats.ts';
import { checkStreamKey, findStation, type StationEntrance } from '../station-gate.ts';
import { keyOfAuthorization } from '../stream-key.ts';
import { IngestError } from '../wire/ingest-error.ts';
import { WireError } from '../wire/wire-error.ts';
import { stationOfMount } from './mount.ts';
import type { RequestHead } from './request-head.ts';
import { answerAndClose, answerOf, closeGently, protocolOf } from './source-answer.ts';

/** What sources of Icecast need. */
export interface IcecastSourceOptions {
  readonly settings: IngestSettings;
  readonly pushes: Pushes;
  readonly seats: SourceSeats;
  readonly programme: Programme;
}

/** A connection whose head was read; the socket goes on with the body. */
interface IcecastConnection {
  readonly socket: Socket;
  readonly head: RequestHead;
}

/** BUTT asks again at once, for as long as it takes. */
const BUSY_ANSWER_AFTER_MS = 1_000;
/** What ffmpeg calls itself. */
const FFMPEG = /^Lavf\//;

/** One source client of Icecast, from its head to its end. */
export class IcecastSource {
  readonly #options: IcecastSourceOptions;
  readonly #socket: Socket;
  readonly #head: RequestHead;
  #isAccepted = false;

  constructor(options: IcecastSourceOptions, { socket, head }: IcecastConnection) {
    this.#options = options;
    this.#socket = socket;
    this.#head = head;
  }

  /** Puts the body on air until the client closes. Never rejects: the client is told what was wrong. */
  async serve(): Promise<void> {
    const { version, target } = this.#head;
    const mount = loggedPath(target);
    const { logger } = this.#options.settings;
    try {
      const { samples } = await this.#takeBody();
      logger.info({ mount, samples }, 'a source client has ended');
      if (this.#isAccepted) closeGently(this.#socket);
      else answerAndClose(this.#socket, version, { status: 200 });
    } catch (cause) {
      const error = ingestErrorOf(cause);
      if (error.code === 'internal') logger.error({ err: cause, mount }, 'a source client failed');
      else logger.warn({ mount, code: error.code }, error.message);
      if (error.code === 'station-busy') await delay(BUSY_ANSWER_AFTER_MS);
      // A client that has its 200 reads nothing more.
      if (this.#isAccepted) closeGently(this.#socket);
      else answerAndClose(this.#socket, version, answerOf(error));
    }
  }

  async #takeBody(): Promise<{ samples: number }> {
    const { pushes, seats } = this.#options;
    const station = this.#admit();
    const leaveSeat = seats.take(station, 'icecast');
    try {
      this.#accept();
      const onFeed = (feed: Feed) => {
        leaveSeat();
        const information = stationInformationOf(this.#head.headers);
        if (information) this.#options.programme.of(station.name).inform(information, feed);
      };
      return await pushes.run({ kind: 'icecast', station, format: undefined, body: this.#socket, onFeed });
    } finally {
      leaveSeat();
    }
  }

  #admit(): { name: string; entrance: StationEntrance } {
    const { settings, pushes } = this.#options;
    const { headers, target } = this.#head;
    const name = stationOfMount(target) ?? '';
    const entrance = findStation(settings.stations, name);
    const address = settings.addressOf({ socket: this.#socket, headers: Object.fromEntries(headers) });
    checkStreamKey(settings, {
      station: name,
      key: keyOfAuthorization(headers.get('authorization')),
      address,
    });
    pushes.checkOpen();
    return { name, entrance };
  }

  /**
   * Says that the body may come. Who asked for a 100 gets the 200 when all is over, and so does ffmpeg, which does
   * not wait for any: it closes with the answer unread, and that throws away what it still has to send.
   */
  #accept(): void {
    const { headers, version } = this.#head;
    if (headers.get('expect')?.toLowerCase() === '100-continue') {
      this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    } else if (!FFMPEG.test(headers.get('user-agent') ?? '')) {
      this.#isAccepted = true;
      this.#socket.write(`${protocolOf(version)} 200 OK\r\n\r\n`);
    }
  }
}

function ingestErrorOf(cause: unknown): IngestError {
  return cause instanceof IngestError
    ? cause
    : new WireError('internal', 'The server failed; its log says more.', { cause });
}
