import { setTimeout } from 'node:timers/promises';
import { type Browser } from 'playwright-core';
import { launchChromium } from '../test/helpers/chromium.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { startBroadcaster } from './broadcaster.ts';
import { ShapedLink } from './shaped-link.ts';

/** A station on air, and a browser on a link of its own. */
export interface Stage {
  readonly browser: Browser;
  readonly link: ShapedLink;
  readonly server: ServerProcess;
  /** A URL of the server as the browser reaches it. */
  readonly urlOf: (path: string) => string;
}

/** Until a window of segments is there. */
const ON_AIR_BEFORE_MS = 6_000;

/** Runs something on a stage of its own. */
export async function onShapedLink<Result>(act: (stage: Stage) => Promise<Result>): Promise<Result> {
  const server = await ServerProcess.start();
  const broadcaster = startBroadcaster(server, 'marked');
  const link = await ShapedLink.open();
  const executablePath = await link.wrap((await locateProgram('chromium')) ?? 'chromium');
  const browser = await launchChromium({ executablePath });
  try {
    await setTimeout(ON_AIR_BEFORE_MS);
    return await act({ browser, link, server, urlOf: (path) => `http://${link.host}:${server.port}${path}` });
  } finally {
    await browser.close();
    await link.close();
    await broadcaster.stop();
    await server.close();
  }
}
