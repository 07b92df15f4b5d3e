/** Keeps the screen on, and so a phone on air, where the browser can. */
export class ScreenWakeLock {
  #isWanted = false;
  #sentinel: WakeLockSentinel | undefined;

  constructor() {
    // Browsers take the lock away when the page is hidden.
    document.addEventListener('visibilitychange', () => this.#update());
  }

  /** Whether the screen should stay on. */
  set isWanted(isWanted: boolean) {
    if (this.#isWanted === isWanted) return;
    this.#isWanted = isWanted;
    this.#update();
  }

  #update(): void {
    if (!this.#isWanted) {
      this.#sentinel?.release().catch(() => undefined);
      this.#sentinel = undefined;
    } else if (document.visibilityState === 'visible' && 'wakeLock' in navigator) {
      navigator.wakeLock.request('screen').then(
        (sentinel) => {
          this.#sentinel = sentinel;
        },
        () => undefined,
      );
    }
  }
}
