/** Notices when nothing comes any more. A connection that is lost without a word stays open for hours otherwise. */
export class SilenceWatch {
  readonly #patienceMs: number;
  readonly #silence = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
    this.hear();
  }

  /** Aborted when nothing was heard for as long as patience lasts. */
  get signal(): AbortSignal {
    return this.#silence.signal;
  }

  /** Something came. */
  hear(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#silence.abort(), this.#patienceMs);
  }

  /** Watches no more. */
  close(): void {
    clearTimeout(this.#timer);
  }
}
