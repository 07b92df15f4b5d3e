import type { CheckRecording } from '../mixing/check-recorder.ts';
import type { Ear } from '../sources/ear.ts';

/** Where a private check is. */
export type CheckState = 'none' | 'recording' | 'playing' | 'done';

/** A few seconds for the broadcaster's own ears before going live. */
export class PrivateCheck {
  readonly #ear: Ear;
  readonly #onChange: () => void;
  #state: CheckState = 'none';
  #recording: CheckRecording | undefined;

  constructor(ear: Ear, onChange: () => void) {
    this.#ear = ear;
    this.#onChange = onChange;
  }

  get state(): CheckState {
    return this.#state;
  }

  /** Recording has begun. */
  begin(): void {
    this.#change('recording');
  }

  /** It is recorded: plays it. */
  async take(recording: CheckRecording): Promise<void> {
    this.#recording = recording;
    if (this.#state === 'recording') await this.playAgain();
  }

  async playAgain(): Promise<void> {
    if (this.#recording === undefined) return;
    this.#change('playing');
    await this.#ear.playRecording(this.#recording);
    if (this.#state === 'playing') this.#change('done');
  }

  /** The broadcast begins, or what was recorded is of no use any more. */
  forget(): void {
    this.#recording = undefined;
    this.#ear.stopRecording();
    this.#change('none');
  }

  #change(state: CheckState): void {
    this.#state = state;
    this.#onChange();
  }
}
