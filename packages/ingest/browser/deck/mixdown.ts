/** How much of a channel goes to each side. */
type Share = readonly [left: number, right: number];

const LEFT: Share = [1, 0];
const RIGHT: Share = [0, 1];
const CENTRE: Share = [Math.SQRT1_2, Math.SQRT1_2];
const LOW_FREQUENCY: Share = [0, 0];
const BACK_LEFT: Share = [Math.SQRT1_2, 0];
const BACK_RIGHT: Share = [0, Math.SQRT1_2];
const BACK_CENTRE: Share = [0.5, 0.5];

/** By the number of channels, in the order that WAVE and FLAC files have them in. */
const LAYOUTS = new Map<number, readonly Share[]>(
  [
    [LEFT, RIGHT, CENTRE],
    [LEFT, RIGHT, BACK_LEFT, BACK_RIGHT],
    [LEFT, RIGHT, CENTRE, BACK_LEFT, BACK_RIGHT],
    [LEFT, RIGHT, CENTRE, LOW_FREQUENCY, BACK_LEFT, BACK_RIGHT],
    [LEFT, RIGHT, CENTRE, LOW_FREQUENCY, BACK_CENTRE, BACK_LEFT, BACK_RIGHT],
    [LEFT, RIGHT, CENTRE, LOW_FREQUENCY, BACK_LEFT, BACK_RIGHT, BACK_LEFT, BACK_RIGHT],
  ].map((shares) => [shares.length, shares]),
);

/**
 * Brings sound to two channels. Mono goes to both; more are mixed down by ffmpeg's matrix, scaled so that nothing
 * clips. Of more than eight, which have no usual layout, the first two are taken.
 */
export function stereoOf(planes: readonly Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer>[] {
  const shares = LAYOUTS.get(planes.length);
  if (shares !== undefined)
    return [0, 1].map((side) =>
      sideOf(
        planes,
        shares.map((share) => share[side] ?? 0),
      ),
    );
  const [left = new Float32Array(), right = left.slice()] = planes;
  return [left, right];
}

function sideOf(planes: readonly Float32Array[], shares: readonly number[]): Float32Array<ArrayBuffer> {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const mixed = new Float32Array(planes[0]?.length ?? 0);
  for (const [channel, plane] of planes.entries()) {
    const factor = (shares[channel] ?? 0) / total;
    for (let index = 0; index < mixed.length; index++)
      mixed[index] = (mixed[index] as number) + (plane[index] as number) * factor;
  }
  return mixed;
}
