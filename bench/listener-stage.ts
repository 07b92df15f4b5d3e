import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../test/helpers/chromium.ts';
import { locateProgram } from '../test/helpers/required-program.ts';
import { ServerProcess } from '../test/helpers/server-process.ts';
import { startBroadcaster } from './broadcaster.ts';
import { type DelayOptions, DelayingRelay } from '../test/helpers/delaying-relay.ts';
import { within } from './repeated-runs.ts';
import { ShapedLink } from './shaped-link.ts';

/** A browser, and the server as it reaches it. */
export interface ListenerSeat {
  readonly browser: Browser;
  /** A URL of the server as the browser reaches it. */
  readonly urlOf: (path: string) => string;
}

/** A browser on a link of its own. */
export interface LinkedSeat extends ListenerSeat {
  readonly link: ShapedLink;
}

/** Until a window of segments is there. */
const ON_AIR_BEFORE_MS = 6_000;
/** More than this beyond what it is made of, and a run hangs. */
const SPARE_MS = 30_000;

/** Puts a station on air for as long as `act` takes. */
export async function onAir<Result>(
  profile: 'low' | 'ultra',
  act: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const server = await ServerProcess.start({ settings: { RINGCAST_LATENCY: profile } });
  const broadcaster = startBroadcaster(server, 'marked');
  try {
    await setTimeout(ON_AIR_BEFORE_MS);
    return await act(server);
  } finally {
    await broadcaster.stop();
    await server.close();
  }
}

/** How a listener is seated. */
export interface SeatOptions {
  readonly server: ServerProcess;
  /** How long it takes when all goes well; what takes much longer is given up. */
  readonly durationMs: number;
}

/** Seats a listener whose link can be narrowed and cut. */
export async function onShapedLink<Result>(
  options: SeatOptions,
  act: (seat: LinkedSeat) => Promise<Result>,
): Promise<Result> {
  const link = await ShapedLink.open();
  try {
    const executablePath = await link.wrap(await chromiumPath());
    const urlOf = (path: string): string => `http://${link.host}:${options.server.port}${path}`;
    return await withBrowser(options, executablePath, (browser) => act({ browser, link, urlOf }));
  } finally {
    await link.close();
  }
}

/** Seats a listener on this machine, where `network` is given with such a network between. */
export async function nearby<Result>(
  options: SeatOptions & { readonly network?: Omit<DelayOptions, 'targetPort'> },
  act: (seat: ListenerSeat) => Promise<Result>,
): Promise<Result> {
  const { server, network } = options;
  const relay = network && (await DelayingRelay.open({ targetPort: server.port, ...network }));
  try {
    const urlOf = (path: string): string => (relay ?? server).url(path);
    return await withBrowser(options, await chromiumPath(), (browser) => act({ browser, urlOf }));
  } finally {
    await relay?.close();
  }
}

async function withBrowser<Result>(
  { durationMs }: SeatOptions,
  executablePath: string,
  act: (browser: Browser) => Promise<Result>,
): Promise<Result> {
  const browser = await launchChromium({ executablePath });
  try {
    return await within(durationMs + SPARE_MS, () => act(browser));
  } finally {
    await browser.close();
  }
}

async function chromiumPath(): Promise<string> {
  return (await locateProgram('chromium')) ?? 'chromium';
}
