import { DecodedStage } from './decoded-stage.ts';
import { mp4LayoutOf } from './mp4-layout.ts';
import type { PcmStage, StageOptions } from './pcm-stage.ts';
import type { SpoolBudget } from './spool-budget.ts';
import { SpoolFile } from './spool-file.ts';

/** What a stage needs whose container is found by its bytes. */
export interface EncodedStageOptions extends Omit<StageOptions, 'format'> {
  readonly budget: SpoolBudget;
}

/**
 * Decodes a file or stream of any container as it comes; an MP4 whose index is at its end once it is whole, from a
 * temporary file, because ffmpeg has to go back in it.
 */
export class EncodedStage implements PcmStage {
  readonly #options: EncodedStageOptions;
  /** What came before it is known how it has to be read. */
  #opening = Buffer.alloc(0);
  #stage: DecodedStage | undefined;
  #spool: SpoolFile | undefined;
  #isClosed = false;

  constructor(options: EncodedStageOptions) {
    this.#options = options;
  }

  /** Whether what comes is kept rather than decoded. */
  get isSpooling(): boolean {
    return this.#spool !== undefined;
  }

  get takenSamples(): number {
    return this.#stage?.takenSamples ?? 0;
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.#stage) return this.#stage.write(bytes);
    if (this.#spool) return this.#spool.write(bytes);
    this.#opening = Buffer.concat([this.#opening, bytes]);
    const layout = mp4LayoutOf(this.#opening);
    if (layout === 'stream') return this.#decode().write(this.#opening);
    if (layout === 'unknown') return;
    this.#spool = await SpoolFile.create(this.#options.budget);
    if (this.#isClosed) return this.#spool.remove();
    await this.#spool.write(this.#opening);
  }

  skip(): never {
    throw new TypeError('Encoded audio has no samples to skip.');
  }

  async finish(): Promise<void> {
    if (this.#stage) return this.#stage.finish();
    if (this.#spool) return this.#finishSpool(this.#spool);
    const stage = this.#decode();
    await stage.write(this.#opening);
    await stage.finish();
  }

  close(): void {
    this.#isClosed = true;
    this.#stage?.close();
    void this.#spool?.remove();
  }

  async #finishSpool(spool: SpoolFile): Promise<void> {
    try {
      await this.#decode(spool.path).finish();
    } finally {
      await spool.remove();
    }
  }

  #decode(path?: string): DecodedStage {
    this.#stage = new DecodedStage({ ...this.#options, format: undefined, path });
    return this.#stage;
  }
}
