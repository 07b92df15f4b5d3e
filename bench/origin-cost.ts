import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { median, type Figure, type Measurement } from './figure.ts';
import type { Instruction, Lesson, Report } from './origin-server.ts';

const BAR = 1.5;
const CLIENTS = 200;
const FIRST_MSN = 112;
const FIRST_PART = 5;
const PARTS_PER_SEGMENT = 10;
const SERVER = new URL('origin-server.ts', import.meta.url);
/** Playlists are fetched compressed by every browser. */
const HEADERS = { 'Accept-Encoding': 'gzip' };
/** What Node adds to every answer by itself. */
const OWN_HEADERS = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);

/** CPU per request of the origin against a bare node:http server that sends the same bytes, round by round in turns. */
export const originCost: Measurement = {
  name: 'origin-cost',
  async run({ isQuick }) {
    const rounds = isQuick ? 3 : 9;
    const requests = isQuick ? 4_000 : 20_000;
    const origin = await MeasuredServer.start('origin');
    const bare = await MeasuredServer.start('bare');
    await teach(bare, origin);
    const media = { origin: [] as number[], bare: [] as number[] };
    const blocked = { origin: [] as number[], bare: [] as number[] };
    // The first round warms both up and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const [name, server] of Object.entries({ origin, bare }) as [
        'origin' | 'bare',
        MeasuredServer,
      ][]) {
        const forMedia = await server.costOf(requests, () => server.askMedia(requests));
        const forBlocked = await server.costOf(requests, () => server.askBlocked(requests));
        if (round === 0) continue;
        media[name].push(forMedia);
        blocked[name].push(forBlocked);
      }
    }
    origin.close();
    bare.close();
    return [figureOf('media', media), figureOf('blocked playlists', blocked)];
  },
};

function figureOf(what: string, { origin, bare }: { origin: number[]; bare: number[] }): Figure {
  const ratio = median(origin.map((cost, round) => cost / (bare[round] ?? Number.NaN)));
  return {
    what: `origin CPU per request against bare node:http, ${what}`,
    bar: `≤ ${BAR} ×`,
    reached: `${ratio.toFixed(2)} × (${median(origin).toFixed(1)} µs against ${median(bare).toFixed(1)} µs)`,
    isReached: ratio <= BAR,
  };
}

async function teach(bare: MeasuredServer, origin: MeasuredServer): Promise<void> {
  const media = await origin.lesson(MEDIA_PATH);
  const playlist = await origin.lesson('/live/main/aac-96/live.m3u8');
  bare.instruct({ type: 'learn', media, playlist });
}

const MEDIA_PATH = `/live/main/aac-96/${FIRST_MSN}.0.m4s`;

/** A server process and the clients that load it. */
class MeasuredServer {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  /** Parts since the first that was published. */
  #nextPart = FIRST_PART;

  static async start(kind: 'origin' | 'bare'): Promise<MeasuredServer> {
    const child = fork(SERVER, [kind]);
    const [report] = (await once(child, 'message')) as [Report];
    return new MeasuredServer(child, 'port' in report ? report.port : 0);
  }

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  instruct(instruction: Instruction): void {
    this.#child.send(instruction);
  }

  close(): void {
    this.#agent.destroy();
    this.#child.kill();
  }

  /** An answer with all that is not Node's own. */
  async lesson(path: string): Promise<Lesson> {
    const { response, body } = await this.#ask(path);
    const raw = response.rawHeaders;
    const headers = raw.filter((_, i) => !OWN_HEADERS.has((raw[i - (i % 2)] ?? '').toLowerCase()));
    return { headers, body: body.toString('base64') };
  }

  /** CPU microseconds per request of some load. */
  async costOf(requests: number, load: () => Promise<void>): Promise<number> {
    const before = await this.#cpuMicroseconds();
    await load();
    return ((await this.#cpuMicroseconds()) - before) / requests;
  }

  /** Clients that fetch a part over and over. */
  async askMedia(requests: number): Promise<void> {
    const client = async (): Promise<void> => {
      for (let i = 0; i < requests / CLIENTS; i++) await this.#ask(this.#mediaPath());
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  /** Clients that all wait for the next part's playlist, one part after the other. */
  async askBlocked(requests: number): Promise<void> {
    for (let i = 0; i < requests / CLIENTS; i++) {
      const msn = FIRST_MSN + Math.floor(this.#nextPart / PARTS_PER_SEGMENT);
      const path = `/live/main/aac-96/live.m3u8?_HLS_msn=${msn}&_HLS_part=${this.#nextPart % PARTS_PER_SEGMENT}`;
      this.instruct({ type: 'publishAfter', requests: CLIENTS });
      await Promise.all(Array.from({ length: CLIENTS }, () => this.#ask(path)));
      this.#nextPart += 1;
    }
  }

  /** The newest part, so that it is there in every round. */
  #mediaPath(): string {
    const newest = this.#nextPart - 1;
    return `/live/main/aac-96/${FIRST_MSN + Math.floor(newest / PARTS_PER_SEGMENT)}.${newest % PARTS_PER_SEGMENT}.m4s`;
  }

  async #ask(path: string): Promise<{ response: IncomingMessage; body: Buffer }> {
    const outgoing = get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent, headers: HEADERS });
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const body = await buffer(response);
    if (response.statusCode !== 200) throw new Error(`${path} was answered with ${response.statusCode}`);
    return { response, body };
  }

  async #cpuMicroseconds(): Promise<number> {
    this.instruct({ type: 'report' });
    const [report] = (await once(this.#child, 'message')) as [Report];
    return 'cpuMicroseconds' in report ? report.cpuMicroseconds : 0;
  }
}
