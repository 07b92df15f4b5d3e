import type { Figure, Measurement } from './figure.ts';
import { ringcast } from './listener-players.ts';
import { type LinkedSeat, onAir, onShapedLink } from './listener-stage.ts';
import { repeat, type RepeatedRuns } from './repeated-runs.ts';

const RENDITION = 'aac-96';
const GOOD_BPS = 5_000_000;
/** Carries the rendition in whole segments, and not in parts. */
const NARROW_BPS = 114_000;
/** Too little for parts with room to spare, so that the player stays with segments. */
const ROOMY_BPS = 160_000;
const WHOLE_SEGMENT = /\/\d+\.m4s$/;
const SETTLED_MS = 10_000;
const TURNING_MS = 60_000;
const PARTS_BAR = 1.5;
const SEGMENTS_BAR = 1.1;

/** Bytes on the wire for each byte of media. */
interface WireRatios {
  readonly parts: number;
  readonly segments: number;
}

/** What goes to the listener for each byte of media. */
export const wireBytes: Measurement = {
  name: 'listener-wire',
  async run(options) {
    const windowMs = options.isQuick ? 20_000 : 30_000;
    const durationMs = 2 * SETTLED_MS + TURNING_MS + 2 * windowMs;
    const runs = await repeat(options, () =>
      onAir('low', (server) => onShapedLink({ server, durationMs }, (seat) => measureRatios(seat, windowMs))),
    );
    return [figureOf(runs, 'parts', PARTS_BAR), figureOf(runs, 'segments', SEGMENTS_BAR)];
  },
};

async function measureRatios({ browser, link, urlOf }: LinkedSeat, windowMs: number): Promise<WireRatios> {
  await link.limit(GOOD_BPS);
  const { page, listening } = await ringcast.play(browser, urlOf, RENDITION);
  const ratioOver = async (spanMs: number): Promise<number> => {
    await listening.mediaIn();
    const before = { wire: await link.carriedBytes(), media: listening.mediaBytes };
    await listening.watch(spanMs);
    await listening.mediaIn();
    return ((await link.carriedBytes()) - before.wire) / (listening.mediaBytes - before.media);
  };
  await listening.watch(SETTLED_MS);
  const parts = await ratioOver(windowMs);
  const turned = page.waitForRequest(WHOLE_SEGMENT, { timeout: TURNING_MS });
  await link.limit(NARROW_BPS);
  await turned;
  await link.limit(ROOMY_BPS);
  await listening.watch(SETTLED_MS);
  return { parts, segments: await ratioOver(windowMs) };
}

function figureOf(runs: RepeatedRuns<WireRatios>, how: keyof WireRatios, bar: number): Figure {
  const ratio = (run: WireRatios): number => run[how];
  return {
    what: `bytes on the wire to the listener ÷ media bytes, ${RENDITION}, with ${how === 'parts' ? 'parts' : 'whole segments'}`,
    bar: `≤ ${bar}`,
    reached: `${runs.spread(ratio, 3)}; ${runs.told}`,
    isReached: runs.middle(ratio) <= bar,
  };
}
