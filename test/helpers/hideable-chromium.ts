import puppeteer, { type Browser } from 'puppeteer-core';
import { type ChromiumOptions, chromiumSwitches } from './chromium.ts';

/**
 * Starts a Chromium whose page is hidden for true when another tab is in front of it (`bringToFront()`), and is
 * throttled then as a person's is. Playwright keeps every page visible and awake. The caller closes it.
 */
export async function launchHideableChromium(options: ChromiumOptions): Promise<Browser> {
  return puppeteer.launch({
    executablePath: options.executablePath,
    ignoreDefaultArgs: [
      '--mute-audio',
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
    ],
    args: chromiumSwitches(options),
  });
}
