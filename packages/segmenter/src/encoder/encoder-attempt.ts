import { EncoderRun, type EncoderRunOptions } from './encoder-run.ts';

/** What an attempt needs. */
export interface EncoderAttemptOptions extends EncoderRunOptions {
  /** Called once ffmpeg takes PCM: what it has to begin with. */
  readonly firstPcm: () => Buffer;
  /** Called once, when it has ended: with the cause where it failed or was killed. */
  readonly onEnded: (attempt: EncoderAttempt, cause: unknown) => void;
}

/** An ffmpeg from the moment it is wanted, so that it can be ended before it is up. */
export class EncoderAttempt {
  /** The encoder's lag beyond which it is too slow, in samples. */
  readonly maxLagSamples: number;
  /** Resolves when nothing is left of it. Never rejects. */
  readonly ended: Promise<void>;
  #run: EncoderRun | undefined;
  #state: 'open' | 'ending' | 'killed' = 'open';
  #lastPcm: Buffer = Buffer.alloc(0);

  constructor(options: EncoderAttemptOptions, maxLagSamples: number) {
    this.maxLagSamples = maxLagSamples;
    this.ended = this.#carryOut(options).then(
      () => options.onEnded(this, undefined),
      (cause: unknown) => options.onEnded(this, cause),
    );
  }

  /** The process id once ffmpeg runs. */
  get pid(): number | undefined {
    return this.#run?.pid;
  }

  /** Hands PCM on. */
  write(pcm: Buffer): void {
    this.#run?.write(pcm);
  }

  /** No more comes after this. */
  end(lastPcm: Buffer): void {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    this.#lastPcm = lastPcm;
    if (this.#run) this.#endRun(this.#run);
  }

  /** Ends it at once. */
  kill(): void {
    this.#state = 'killed';
    this.#run?.kill();
  }

  async #carryOut(options: EncoderAttemptOptions): Promise<void> {
    const run = await EncoderRun.start(options);
    this.#run = run;
    if (this.#state === 'killed') run.kill();
    run.write(options.firstPcm());
    if (this.#state === 'ending') this.#endRun(run);
    await run.finished;
  }

  #endRun(run: EncoderRun): void {
    run.write(this.#lastPcm);
    run.end();
  }
}
