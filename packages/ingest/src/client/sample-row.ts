import type { PcmFormat } from '../wire/pcm-format.ts';
import { bytesPerFrameOf } from '../wire/pcm-format.ts';
import type { Sender } from '../wire/sender.ts';

/** Where the next sample belongs in time. */
interface Expectation {
  readonly atMs: number;
  readonly sampleRateHz: number;
}

/** While a sound card is lost, the silence is declared up to this long before the present. */
const LOST_DELAY_MS = 1_000;
const LOST_STEP_MS = 500;
const LOST_REASON = 'the sound card was lost';

/** The unbroken row of samples that a broadcast is: what never came is declared, so that durations stay true. */
export class SampleRow {
  readonly #sender: Pick<Sender, 'capture' | 'skip' | 'changeFormat'>;
  #next: Expectation | undefined;
  #isLost = false;
  #missingMs = 0;

  constructor(sender: Pick<Sender, 'capture' | 'skip' | 'changeFormat'>) {
    this.#sender = sender;
  }

  /** Duration of everything that was declared as never captured. */
  get missingMs(): number {
    return this.#missingMs;
  }

  /** Takes whole frames; after a loss, what lies between first. */
  capture(pcm: Buffer, capturedAtMs: number, format: PcmFormat): void {
    if (this.#isLost) this.#skipUntil(capturedAtMs, LOST_REASON);
    this.#isLost = false;
    this.#sender.changeFormat(format);
    this.#sender.capture(pcm, capturedAtMs);
    const samples = pcm.length / bytesPerFrameOf(format);
    const { sampleRateHz } = format;
    this.#next = { atMs: capturedAtMs + (samples * 1_000) / sampleRateHz, sampleRateHz };
  }

  /** Declares sound that never came. */
  miss(durationMs: number, reason: string): void {
    if (this.#next === undefined) return;
    const { atMs } = this.#next;
    this.#skipUntil(atMs + durationMs, reason);
  }

  /** Nothing comes until the source is back. */
  noteLost(): void {
    this.#isLost = this.#next !== undefined;
  }

  /** Declares what is lacking by now, in steps. */
  tick(nowMs: number): void {
    const untilMs = nowMs - LOST_DELAY_MS;
    if (this.#isLost && untilMs - (this.#next?.atMs ?? untilMs) >= LOST_STEP_MS)
      this.#skipUntil(untilMs, LOST_REASON);
  }

  #skipUntil(untilMs: number, reason: string): void {
    if (this.#next === undefined) return;
    const { atMs, sampleRateHz } = this.#next;
    const samples = Math.round(((untilMs - atMs) * sampleRateHz) / 1_000);
    if (samples < 1) return;
    const durationMs = (samples * 1_000) / sampleRateHz;
    this.#sender.skip(samples, reason);
    this.#missingMs += durationMs;
    this.#next = { atMs: atMs + durationMs, sampleRateHz };
  }
}
