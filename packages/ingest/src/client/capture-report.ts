import type { Problem, SenderState } from '../wire/sender-state.ts';
import type { SenderStats } from '../wire/sender-stats.ts';

/** Sound that is not on the server: it is kept in a file, or lost where there is none. */
export interface UnsentSound {
  readonly unsentMs: number;
  readonly isKept: boolean;
}

/** How a capture ended. */
export type CaptureEnd =
  /** Everything is on the server. */
  | { readonly name: 'sent' }
  /** The server turned it away. */
  | ({ readonly name: 'refused'; readonly problem: Problem } & UnsentSound)
  /** The sound could not be had, or not to its end; what came of it is on the server. */
  | { readonly name: 'no-sound'; readonly message: string }
  | ({ readonly name: 'unsent' } & UnsentSound)
  /** What an earlier broadcast left cannot be opened; everything else is on the server. */
  | { readonly name: 'unreadable'; readonly message: string };

/** What a capture is doing. */
export interface CaptureReport {
  /** `idle` until the first sound came. */
  readonly state: SenderState;
  readonly stats: SenderStats;
  /** Why the sound card gives no sound just now. */
  readonly soundProblem: string | undefined;
  /** Why there is no connection, in the system's words. */
  readonly connectionProblem: string | undefined;
  /** Why nothing can be kept in a file. */
  readonly fileProblem: string | undefined;
  /** Duration of everything that was declared as never captured. */
  readonly missingMs: number;
  /** Sound of earlier broadcasts that is being sent, or stays unsent. */
  readonly earlierMs: number;
  /** Why what one of them left cannot be opened. */
  readonly earlierProblem: string | undefined;
}
