import puppeteer, { type ElementHandle } from 'puppeteer-core';
import type { BrowserTab } from './browser-tab.ts';

/** Starts a Firefox that needs no screen. */
export async function openFirefox(executablePath: string): Promise<BrowserTab> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath });
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
