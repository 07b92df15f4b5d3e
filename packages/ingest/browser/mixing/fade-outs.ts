import { Joint } from './joint.ts';
import type { SourceContribution } from './mix-channels.ts';
import { durationMsOf, type MixSpan, silentPlanes } from './mix-span.ts';
import type { Contribution } from './sum.ts';

/** A mix that goes on later than this after its end has a gap, in which everything has ended. */
const GAP_MS = 5;

interface FadeOut {
  readonly joint: Joint;
  readonly channels: number;
}

/** Lets sources that are in the mix no more fade out from where they ended, so that they do not click. */
export class FadeOuts {
  /** The last frame of each source, as loud as it went into the mix. */
  #lastFrames = new Map<string, readonly number[]>();
  #endMs = Number.NEGATIVE_INFINITY;
  #fading: FadeOut[] = [];

  /** What is still to be heard, in a span, of sources that were in the mix until then and are not `present`. */
  render(present: readonly SourceContribution[], { fromMs, frames, sampleRateHz }: MixSpan): Contribution[] {
    if (fromMs - this.#endMs > GAP_MS) this.#forget();
    for (const { id } of present) this.#lastFrames.delete(id);
    for (const frame of this.#lastFrames.values()) {
      if (frame.some((value) => value !== 0)) this.#fading.push(fadeOutFrom(frame, sampleRateHz));
    }
    const faded = this.#fading.map(({ joint, channels }) => {
      const planes = silentPlanes(channels, frames);
      joint.apply(planes);
      return { planes, ramps: [] };
    });
    this.#fading = this.#fading.filter(({ joint }) => !joint.isSettled);
    return faded;
  }

  /** Takes what went into a span of the mix. */
  note(present: readonly SourceContribution[], span: MixSpan): void {
    this.#endMs = span.fromMs + durationMsOf(span);
    this.#lastFrames = new Map(present.map((contribution) => [contribution.id, lastFrameOf(contribution)]));
  }

  #forget(): void {
    this.#lastFrames.clear();
    this.#fading = [];
  }
}

function fadeOutFrom(frame: readonly number[], sampleRateHz: number): FadeOut {
  const joint = new Joint(frame);
  joint.break(sampleRateHz);
  return { joint, channels: frame.length };
}

function lastFrameOf({ planes, ramps }: Contribution): number[] {
  const gain = ramps.reduce((product, ramp) => product * ramp.gain, 1);
  return planes.map((plane) => (plane.at(-1) ?? 0) * gain);
}
