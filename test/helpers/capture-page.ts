import type { Browser, Page } from 'playwright-core';
import type {
  CaptureStats,
  RingcastCapture,
} from '../../packages/ingest/browser/element/ringcast-capture.ts';

/** The capture page in a browser, as its scripts see it. */
export class CapturePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens it in a tab of its own, with no memory of others. */
  static async open(browser: Browser, url: string): Promise<CapturePage> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    return new CapturePage(page);
  }

  async stats(): Promise<CaptureStats> {
    return this.page.locator('ringcast-capture').evaluate((element: RingcastCapture) => element.stats);
  }

  /** Presses the button. */
  async goLive(): Promise<void> {
    await this.page.getByRole('button', { name: 'Go live' }).click();
  }

  /** Presses the button. */
  async stop(): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop' }).click();
  }

  /** Waits for a state; resolves with the stats then. */
  async untilState(state: CaptureStats['state']): Promise<CaptureStats> {
    await this.page.waitForFunction(
      (expected) => document.querySelector<RingcastCapture>('ringcast-capture')?.stats.state === expected,
      state,
    );
    return this.stats();
  }

  /** Waits until so many samples more are acknowledged. */
  async untilAcknowledged(moreSamples: number): Promise<void> {
    await this.#untilCount('acknowledgedSamples', moreSamples);
  }

  /** Waits until so many samples more are captured. */
  async untilCaptured(moreSamples: number): Promise<void> {
    await this.#untilCount('capturedSamples', moreSamples);
  }

  /** Waits until the page says something. */
  async untilSays(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async #untilCount(name: 'acknowledgedSamples' | 'capturedSamples', moreSamples: number): Promise<void> {
    const before = await this.stats();
    await this.page.waitForFunction(
      ([counter, expected]) => {
        const stats = document.querySelector<RingcastCapture>('ringcast-capture')?.stats;
        return (stats?.[counter] ?? 0) > expected;
      },
      [name, before[name] + moreSamples] as const,
    );
  }
}
