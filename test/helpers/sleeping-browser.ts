import { setTimeout as pass } from 'node:timers/promises';
import type { Browser } from 'playwright-core';

/** Puts a browser to sleep as a laptop whose lid is shut: none of its processes runs, and its connections stay. */
export async function sleepFor(browser: Browser, durationMs: number): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  for (const { id } of processInfo) process.kill(id, 'SIGSTOP');
  await pass(durationMs);
  for (const { id } of processInfo) process.kill(id, 'SIGCONT');
  await session.detach();
}
