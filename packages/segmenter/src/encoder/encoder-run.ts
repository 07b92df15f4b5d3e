import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { FragmentSplitter, type Fmp4Piece } from '../fmp4/fragment-splitter.ts';
import type { Grid } from '../grid.ts';
import type { Rendition } from '../rendition.ts';
import { SegmenterError } from '../segmenter-error.ts';
import { outputArguments, PCM_INPUT_OPTIONS } from './encoder-arguments.ts';
import { runFfmpeg, type FfmpegProcess } from './ffmpeg-process.ts';
import { PcmBatch } from './pcm-batch.ts';

/** How long after ffmpeg's end all it wrote must have been read: it is in the sockets already. */
const MAX_DRAIN_MS = 1_000;

/** What an encoder run needs. */
export interface EncoderRunOptions {
  readonly ffmpegPath: string;
  readonly renditions: readonly Rendition[];
  readonly grid: Grid;
  /** Called with each piece of a rendition (by its index) as soon as it is whole, in order. */
  readonly onPiece: (renditionIndex: number, piece: Fmp4Piece) => void;
}

/**
 * One ffmpeg that encodes PCM into all renditions at once. Each rendition comes back over a Unix socket of its
 * own, because fluent-ffmpeg hands on a single stream only.
 */
export class EncoderRun {
  readonly #input = new PassThrough({ highWaterMark: 1024 * 1024 });
  readonly #ffmpeg: FfmpegProcess;
  readonly #receivers: Receivers;
  readonly #batch: PcmBatch;
  /** Resolves when ffmpeg ended well and all it wrote was handed on; rejects when it failed. */
  readonly finished: Promise<void>;

  /** Opens the sockets, then starts ffmpeg. */
  static async start(options: EncoderRunOptions): Promise<EncoderRun> {
    return new EncoderRun(options, await Receivers.open(options));
  }

  private constructor({ ffmpegPath, renditions, grid }: EncoderRunOptions, receivers: Receivers) {
    this.#receivers = receivers;
    this.#batch = new PcmBatch(grid);
    this.#ffmpeg = runFfmpeg({
      ffmpegPath,
      input: this.#input,
      inputOptions: PCM_INPUT_OPTIONS,
      outputs: renditions.map((rendition, index) => ({
        target: `unix:${receivers.pathOf(index)}`,
        options: outputArguments(rendition, grid),
      })),
    });
    receivers.failed.catch(() => this.kill());
    this.finished = this.#finish();
  }

  /** The process id once ffmpeg runs. */
  get pid(): number | undefined {
    return this.#ffmpeg.pid;
  }

  /** Hands PCM to ffmpeg, as soon as it can make something of it. */
  write(pcm: Buffer): void {
    const batch = this.#batch.add(pcm);
    if (batch && !this.#input.writableEnded) this.#input.write(batch);
  }

  /** No more PCM comes: ffmpeg encodes what it has and ends. */
  end(): void {
    this.#input.end(this.#batch.take());
  }

  /** Ends ffmpeg at once; `finished` rejects. */
  kill(): void {
    this.#ffmpeg.kill('SIGKILL');
  }

  async #finish(): Promise<void> {
    try {
      await this.#ffmpeg.finished;
      await this.#receivers.drainedWithin(MAX_DRAIN_MS);
    } finally {
      this.#input.destroy();
      await this.#receivers.close();
    }
  }
}

/** A listening Unix socket per rendition, in a folder of their own. */
class Receivers {
  readonly #folder: string;
  readonly #servers: Server[];
  readonly #sockets = new Set<Socket>();
  /** Resolves when every rendition's stream has ended. */
  readonly #drained: Promise<unknown>;
  /** Rejects when a stream cannot be read. */
  readonly failed: Promise<never>;

  static async open(options: EncoderRunOptions): Promise<Receivers> {
    const folder = await mkdtemp(join(tmpdir(), 'ringcast-'));
    const receivers = new Receivers(folder, options);
    try {
      await Promise.all(receivers.#servers.map((server, index) => listen(server, receivers.pathOf(index))));
    } catch (cause) {
      await receivers.close();
      throw cause;
    }
    return receivers;
  }

  private constructor(folder: string, { renditions, onPiece }: EncoderRunOptions) {
    this.#folder = folder;
    let fail: (cause: unknown) => void;
    this.failed = new Promise((_, reject) => {
      fail = reject;
    });
    this.#servers = renditions.map(() => createServer());
    this.#drained = Promise.all(
      this.#servers.map((server, index) =>
        this.#receive(
          server,
          (piece) => onPiece(index, piece),
          (e) => fail(e),
        ),
      ),
    );
    this.failed.catch(() => {});
  }

  pathOf(index: number): string {
    return join(this.#folder, `${index}.sock`);
  }

  /** Resolves when every rendition's stream has ended; rejects when one cannot be read or never does. */
  async drainedWithin(timeMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new SegmenterError('encoder-failed', 'ffmpeg ended, but not all of its outputs did.');
      timer = setTimeout(() => reject(error), timeMs);
    });
    await Promise.race([this.#drained, this.failed, late]).finally(() => clearTimeout(timer));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #receive(
    server: Server,
    onPiece: (piece: Fmp4Piece) => void,
    onFailure: (cause: unknown) => void,
  ): Promise<void> {
    return new Promise((resolve) => {
      server.once('connection', (socket) => {
        this.#sockets.add(socket);
        const splitter = new FragmentSplitter();
        socket.on('data', (chunk) => {
          try {
            for (const piece of splitter.push(chunk)) onPiece(piece);
          } catch (cause) {
            onFailure(cause);
          }
        });
        socket.once('error', onFailure);
        socket.once('close', () => resolve());
      });
    });
  }
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}
