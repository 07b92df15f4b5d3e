import type { Browser, Page } from 'puppeteer-core';
import type { ChromiumOptions } from './chromium.ts';
import { launchHideableChromium } from './hideable-chromium.ts';

/** A tab in a browser of its own, which can be hidden for true. */
export class HideableTab {
  readonly #browser: Browser;
  readonly #page: Page;
  #inFront: Page | undefined;

  /**
   * Starts a browser with the tab.
   *
   * @param options `script` runs in the page before its own
   */
  static async open(
    options: ChromiumOptions & { readonly url: string; readonly script: string },
  ): Promise<HideableTab> {
    const browser = await launchHideableChromium(options);
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(options.script);
    await page.goto(options.url);
    return new HideableTab(browser, page);
  }

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.#page = page;
  }

  /** What an expression of JavaScript gives in the tab, once it is settled. */
  async evaluate<T>(expression: string): Promise<T> {
    return (await this.#page.evaluate(expression)) as T;
  }

  /** Its main thread does nothing else for so long. */
  async beBusy(durationMs: number): Promise<void> {
    await this.evaluate(
      `for (const endsAt = performance.now() + ${durationMs}; performance.now() < endsAt; );`,
    );
  }

  /** Puts another tab in front of it. */
  async hide(): Promise<void> {
    this.#inFront ??= await this.#browser.newPage();
    await this.#inFront.bringToFront();
  }

  async show(): Promise<void> {
    await this.#page.bringToFront();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
