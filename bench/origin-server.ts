import { createPlayer } from '@ringcast/player';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PublicationBuilder } from '../test/helpers/publication-builder.ts';

/** What the bench tells this process. */
export type Instruction =
  /** Publish (bare: answer whoever waits) as soon as that many blocking requests have come. */
  | { readonly type: 'publishAfter'; readonly requests: number }
  /** The bare server's answers, in base64; headers as Node takes them. */
  | { readonly type: 'learn'; readonly media: Lesson; readonly playlist: Lesson }
  | { readonly type: 'report' };

/** One answer to repeat. */
export interface Lesson {
  readonly headers: readonly string[];
  readonly body: string;
}

/** What this process tells the bench. */
export type Report = { readonly port: number } | { readonly cpuMicroseconds: number };

const PART_BYTES = 4_600;

// A process to be measured: `origin-server.ts origin` is the player over a station without an encoder,
// `origin-server.ts bare` sends the same bytes with nothing but node:http.
const isBare = process.argv[2] === 'bare';
const { handle, publish, learn } = isBare ? bareServer() : originServer();
let requestsUntilPublish = 0;

// Connections have to outlast the other server's round.
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  handle(request, response);
  if (request.url?.includes('_HLS_msn')) countDown(-1);
});
server.listen(0, '127.0.0.1', () => report({ port: (server.address() as AddressInfo).port }));

process.on('message', (instruction: Instruction) => {
  if (instruction.type === 'publishAfter') countDown(instruction.requests);
  else if (instruction.type === 'learn') learn(instruction);
  else report({ cpuMicroseconds: cpuMicroseconds() });
});

/** Instruction and requests come by different ways, in either order. */
function countDown(requests: number): void {
  requestsUntilPublish += requests;
  if (requestsUntilPublish === 0) setImmediate(publish);
}

interface Measured {
  readonly handle: RequestListener;
  readonly publish: () => void;
  readonly learn: (instruction: Instruction & { type: 'learn' }) => void;
}

function ignore(): void {}

function originServer(): Measured {
  const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const renditions = ['aac-96', 'aac-48', 'aac-160', 'aac-256', 'flac'];
  const source = new PublicationBuilder({ renditions, partBytes: PART_BYTES });
  const player = createPlayer({ source, stations: ['main'], logger });
  source.publishUntil(112, 5);
  return { handle: player.handleLive, publish: () => source.publishParts(1), learn: ignore };
}

function bareServer(): Measured {
  const waiting: ServerResponse[] = [];
  let media = { headers: [] as readonly string[], body: Buffer.alloc(0) };
  let playlist = media;
  const send = (response: ServerResponse, answer: typeof media): void => {
    response.writeHead(200, [...answer.headers]);
    response.end(answer.body);
  };
  return {
    handle: (request, response) => {
      if (request.url?.includes('_HLS_msn')) waiting.push(response);
      else send(response, media);
    },
    publish: () => {
      for (const response of waiting.splice(0)) send(response, playlist);
    },
    learn: (lessons) => {
      media = { headers: lessons.media.headers, body: Buffer.from(lessons.media.body, 'base64') };
      playlist = { headers: lessons.playlist.headers, body: Buffer.from(lessons.playlist.body, 'base64') };
    },
  };
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function report(message: Report): void {
  process.send?.(message);
}
