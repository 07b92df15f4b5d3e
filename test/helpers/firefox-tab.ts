import puppeteer, { type ElementHandle } from 'puppeteer-core';
import type { BrowserTab } from './browser-tab.ts';

/** How a Firefox differs from the plain one. */
interface FirefoxOptions {
  /** Beside the test's own, as of a null sink: without a sound server its audio graphs stand still. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly preferences?: Readonly<Record<string, unknown>>;
}

/** Starts a Firefox that needs no screen. */
export async function openFirefox(
  executablePath: string,
  { environment = {}, preferences = {} }: FirefoxOptions = {},
): Promise<BrowserTab> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    env: { ...process.env, ...environment },
    extraPrefsFirefox: preferences,
  });
  const page = await browser.newPage();
  return {
    async open(url) {
      await page.goto(url);
    },
    evaluate: (expression) => page.evaluate(expression) as never,
    async press(expression) {
      const element = (await page.evaluateHandle(expression)).asElement() as ElementHandle | null;
      await element?.click();
    },
    close: () => browser.close(),
  };
}
