import { setTimeout as after } from 'node:timers/promises';
import type { CaptureStats } from '../../packages/ingest/browser/element/ringcast-capture.ts';
import type { HideableTab } from './hideable-tab.ts';

const CAPTURE = "document.querySelector('ringcast-capture')";
const LOOK_EVERY_MS = 100;

/** The capture page in a tab that can be hidden, as its scripts see it. */
export class CaptureTab {
  readonly #tab: HideableTab;

  constructor(tab: HideableTab) {
    this.#tab = tab;
  }

  stats(): Promise<CaptureStats> {
    return this.#tab.evaluate(`${CAPTURE}.stats`);
  }

  /** Goes live once the page is there. */
  async goLive(): Promise<void> {
    while (!(await this.#tab.evaluate<boolean>(`${CAPTURE}?.start !== undefined`)))
      await after(LOOK_EVERY_MS);
    await this.#tab.evaluate(`${CAPTURE}.start()`);
    await this.until(({ state }) => state === 'live');
  }

  /** Stops the broadcast; resolves when the server has all. */
  async stop(): Promise<CaptureStats> {
    await this.#tab.evaluate(`${CAPTURE}.stop()`);
    return this.until(({ state }) => state === 'stopped');
  }

  /** Waits for something; resolves with the stats then. */
  async until(isSo: (stats: CaptureStats) => boolean): Promise<CaptureStats> {
    for (;;) {
      const stats = await this.stats();
      if (isSo(stats)) return stats;
      await after(LOOK_EVERY_MS);
    }
  }

  /** Waits until the page says something. */
  async untilSays(text: string): Promise<void> {
    const said = `(${CAPTURE}.shadowRoot ?? ${CAPTURE}).textContent.includes(${JSON.stringify(text)})`;
    while (!(await this.#tab.evaluate<boolean>(said))) await after(LOOK_EVERY_MS);
  }

  /** Waits until so many samples more are captured and acknowledged. */
  async untilSafe(moreSamples: number): Promise<void> {
    const { capturedSamples } = await this.stats();
    await this.until(({ acknowledgedSamples }) => acknowledgedSamples > capturedSamples + moreSamples);
  }
}
