/** A state that passes sooner is not worth interrupting a reader for. */
const SETTLED_AFTER_MS = 1_500;
/** Then the words go, so that nobody who walks through the page finds them twice. */
const SHOWN_MS = 6_000;

/** Chooses what a screen reader is told: a sentence that has stood for a moment, once. */
export class Announcer {
  #sentence: string | undefined;
  #sinceMs = 0;
  #said: string | undefined;

  /**
   * What the live region holds now.
   *
   * @param sentence what is shown at the moment, or undefined where it is nothing a listener has to know.
   * @param nowMs by any clock that does not go back.
   */
  tell(sentence: string | undefined, nowMs: number): string {
    if (sentence !== this.#sentence) {
      this.#sentence = sentence;
      this.#sinceMs = nowMs;
    }
    // What is there when the page comes up is read with the page.
    this.#said ??= sentence;
    const stoodMs = nowMs - this.#sinceMs;
    if (sentence === undefined || sentence === this.#said || stoodMs < SETTLED_AFTER_MS) return '';
    if (stoodMs < SETTLED_AFTER_MS + SHOWN_MS) return sentence;
    this.#said = sentence;
    return '';
  }
}
