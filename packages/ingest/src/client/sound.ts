import type { PcmFormat } from '../wire/pcm-format.ts';

/** What happens to a {@link Sound}. */
export interface SoundEvents {
  /** Whole frames, and when the first of them was captured, on a clock that never steps. */
  readonly onSound: (pcm: Buffer, capturedAtMs: number) => void;
  /** Sound that was never captured lies between what came and what comes. */
  readonly onMissing: (durationMs: number, reason: string) => void;
  /** Nothing more comes; with the reason where that was not to be expected. */
  readonly onEnd: (failure: Error | undefined) => void;
}

/** Where captured sound comes from. */
export interface Sound {
  readonly format: PcmFormat;
  /** Ends it; nothing more is heard of it. Idempotent. */
  close(): void;
}
