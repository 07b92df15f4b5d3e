import { connect, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

// Listeners in a process of its own, so that they take no time from what is measured: forked by `scale-load.ts`.

/** What a load is told at its start. */
export interface LoadOrders {
  readonly port: number;
  /** Paths of renditions, `/live/main/aac-96`; the listeners are spread over them. */
  readonly renditions: readonly string[];
  readonly listeners: number;
  /**
   * `chain` asks as our page does: each part before it is there, and a playlist a segment. `reload` asks as the draft
   * has it: a blocked playlist for each part, then the part.
   */
  readonly way: 'chain' | 'reload';
  readonly partMs: number;
  readonly partsPerSegment: number;
}

/** What a load tells when it is asked. */
export interface LoadReport {
  /** How much later than the first listener's each part came to each listener, in ms. */
  readonly delaysMs: readonly number[];
  /** Parts that came to all listeners, of those that came to any. */
  readonly parts: number;
  readonly errors: readonly string[];
  /** Parts that were hinted at and never came, so that a listener had to look at the playlist again. */
  readonly abandonedParts: number;
  /** Times when a listener that plays three parts behind had nothing to play. */
  readonly stalls: number;
}

/** Connections are opened in groups, as a queue of a server's port has an end. */
const GROUP = 50;
const GROUP_EVERY_MS = 20;
const HOLD_BACK_PARTS = 3;
const KEPT_ERRORS = 20;
const STATUS_AT = 'HTTP/1.1 '.length;
const HEADER_END = Buffer.from('\r\n\r\n');

const arrivals = new Map<number, number[]>();
let errors: string[] = [];
let stalls = 0;
let abandonedParts = 0;
let isMeasuring = false;

process.on('message', (message: LoadOrders | 'begin' | 'report') => {
  if (message === 'begin') begin();
  else if (message === 'report') process.send?.(report());
  else void listen(message);
});

async function listen(orders: LoadOrders): Promise<void> {
  const opened: Promise<void>[] = [];
  for (let index = 0; index < orders.listeners; index++) {
    const rendition = orders.renditions[index % orders.renditions.length] ?? '';
    opened.push(new Listener(orders, rendition).started);
    if (index % GROUP === GROUP - 1) await after(GROUP_EVERY_MS);
  }
  await Promise.all(opened);
  process.send?.('listening');
}

function begin(): void {
  arrivals.clear();
  errors = [];
  stalls = 0;
  abandonedParts = 0;
  isMeasuring = true;
}

function report(): LoadReport {
  const whole = [...arrivals.entries()].toSorted(([a], [b]) => a - b);
  // The first and the last came to some before or after it was counted.
  const counted = whole.slice(1, -1).map(([, times]) => times);
  const delaysMs = counted.flatMap((times) => {
    const first = Math.min(...times);
    return times.map((time) => Math.round((time - first) * 10) / 10);
  });
  return { delaysMs, parts: counted.length, errors: errors.slice(0, KEPT_ERRORS), abandonedParts, stalls };
}

function noteError(text: string): void {
  if (errors.length < KEPT_ERRORS) errors.push(text);
}

type Question = 'start' | 'playlist' | 'part';

/** One listener: one connection, one request at a time, nothing kept of what comes. */
class Listener {
  readonly started: Promise<void>;
  readonly #orders: LoadOrders;
  readonly #rendition: string;
  #socket: Socket;
  #msn = 0;
  #part = -1;
  #asked: Question = 'start';
  #path = '';
  #head: Buffer = Buffer.alloc(0);
  #bodyLeft = -1;
  #isAbandoned = false;
  #text = '';
  #playsFromMs = Number.POSITIVE_INFINITY;
  #received = 0;
  #onStarted: () => void = () => {};

  constructor(orders: LoadOrders, rendition: string) {
    this.#orders = orders;
    this.#rendition = rendition;
    this.started = new Promise((resolve) => (this.#onStarted = resolve));
    this.#socket = this.#connect();
    this.#ask('start', `${rendition}/live.m3u8`);
  }

  #connect(): Socket {
    const socket = connect({ port: this.#orders.port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => noteError(error.message));
    socket.on('close', () => this.#reconnect());
    return socket;
  }

  /** A real listener asks again. */
  #reconnect(): void {
    noteError(`the connection ended during ${this.#path}`);
    setTimeout(() => {
      this.#socket = this.#connect();
      this.#ask(this.#asked, this.#path);
    }, GROUP_EVERY_MS);
  }

  #ask(kind: Question, path: string): void {
    this.#asked = kind;
    this.#path = path;
    this.#head = Buffer.alloc(0);
    this.#bodyLeft = -1;
    this.#isAbandoned = false;
    this.#text = '';
    const encoding = kind === 'start' ? '' : 'Accept-Encoding: gzip\r\n';
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: load\r\n${encoding}\r\n`);
  }

  #take(chunk: Buffer): void {
    let body = chunk;
    if (this.#bodyLeft === -1) {
      const head = this.#head.length > 0 ? Buffer.concat([this.#head, chunk]) : chunk;
      const end = head.indexOf(HEADER_END);
      if (end === -1) {
        this.#head = head;
        return;
      }
      this.#readHead(head.toString('latin1', 0, end));
      body = head.subarray(end + HEADER_END.length);
    }
    if (this.#asked === 'start') this.#text += body.toString();
    this.#bodyLeft -= body.length;
    if (this.#bodyLeft <= 0) this.#onAnswer();
  }

  #readHead(head: string): void {
    const status = head.slice(STATUS_AT, STATUS_AT + 3);
    this.#isAbandoned = this.#asked === 'part' && status === '404';
    if (this.#isAbandoned) abandonedParts += 1;
    else if (status !== '200') noteError(`${this.#path} was answered with ${status}`);
    this.#bodyLeft = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  }

  #onAnswer(): void {
    if (this.#isAbandoned) this.#ask('start', `${this.#rendition}/live.m3u8`);
    else if (this.#asked === 'start') this.#begin();
    else if (this.#asked === 'part') this.#onPart();
    else this.#askForPart();
  }

  #begin(): void {
    const hint = /PRELOAD-HINT:TYPE=PART,URI="(\d+)\.(\d+)\.m4s"/.exec(this.#text);
    if (!hint) {
      noteError(`no part is hinted at in ${this.#path}`);
      return;
    }
    this.#msn = Number(hint[1]);
    this.#part = Number(hint[2]);
    this.#onStarted();
    if (this.#orders.way === 'chain') this.#askForPart();
    else this.#askForPlaylist();
  }

  #onPart(): void {
    this.#note();
    const { partsPerSegment, way } = this.#orders;
    this.#part += 1;
    const isNewSegment = this.#part === partsPerSegment;
    if (isNewSegment) {
      this.#part = 0;
      this.#msn += 1;
    }
    if (way === 'reload') this.#askForPlaylist();
    else if (isNewSegment) this.#ask('playlist', `${this.#rendition}/live.m3u8`);
    else this.#askForPart();
  }

  #askForPart(): void {
    this.#ask('part', `${this.#rendition}/${this.#msn}.${this.#part}.m4s`);
  }

  #askForPlaylist(): void {
    const query = `_HLS_msn=${this.#msn}&_HLS_part=${this.#part}`;
    this.#ask('playlist', `${this.#rendition}/live.m3u8?${query}`);
  }

  #note(): void {
    const nowMs = performance.now();
    const { partMs, partsPerSegment } = this.#orders;
    const dueMs = this.#playsFromMs + this.#received * partMs;
    if (this.#received === 0) this.#playsFromMs = nowMs + (HOLD_BACK_PARTS - 1) * partMs;
    this.#received += 1;
    if (nowMs > dueMs) {
      // It waits, and plays on from what came.
      this.#playsFromMs += nowMs - dueMs;
      if (isMeasuring) stalls += 1;
    }
    if (!isMeasuring) return;
    const key = this.#msn * partsPerSegment + this.#part;
    const times = arrivals.get(key);
    if (times) times.push(nowMs);
    else arrivals.set(key, [nowMs]);
  }
}
