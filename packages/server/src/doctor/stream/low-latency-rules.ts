import type { MediaSnapshot } from './parsed-playlist.ts';
import type { Rule } from './rule.ts';

type Part = MediaSnapshot['playlist']['segments'][number]['parts'][number];

/** Playlists write durations with so many decimals that a part must not look longer by more than this. */
const ROUNDING_S = 0.0005;
const SHORTEST_PART = 0.85;
/** What the parts of a segment may differ from it, in s: each is rounded. */
const SUM_TOLERANCE_S = 0.01;
const COMPLETE_WITH_PARTS = 3;

/** Rules for playlists with parts (RFC 8216bis 4.4.3.7 to 4.4.5.4, appendix B, and Apple's authoring specification). */
export const LOW_LATENCY_RULES: readonly Rule<MediaSnapshot>[] = [
  {
    level: 'fault',
    why: 'AVPlayer drops a stream for one part that is a millisecond too long.',
    remedy: 'Print PART-TARGET so that rounding never makes a part longer than it.',
    find: ({ playlist }) =>
      partsOf(playlist)
        .filter(({ duration = 0 }) => duration > targetOf(playlist) + ROUNDING_S)
        .map(
          ({ uri, duration }) =>
            `Part ${uri} lasts ${duration} s, more than the part target of ${targetOf(playlist)} s.`,
        ),
  },
  {
    level: 'fault',
    why: 'Players reckon with parts of at least 85 % of the target; shorter ones leave their buffers empty.',
    remedy: 'Cut parts of equal length; only the last of a segment may be shorter.',
    find: ({ playlist }) =>
      playlist.segments
        .flatMap(({ uri, parts }) => realParts(parts).slice(0, uri ? -1 : undefined))
        .filter(({ duration = 0 }) => duration < SHORTEST_PART * targetOf(playlist))
        .map(
          ({ uri, duration }) => `Part ${uri} lasts ${duration} s, at a target of ${targetOf(playlist)} s.`,
        ),
  },
  {
    level: 'fault',
    why: 'Without it a client polls, and hears each part late.',
    remedy: 'Answer blocking reloads, and say CAN-BLOCK-RELOAD=YES.',
    find: ({ playlist: { lowLatencyCompatibility } }) =>
      lowLatencyCompatibility?.canBlockReload ? [] : ['There are parts, and no CAN-BLOCK-RELOAD=YES.'],
  },
  {
    level: 'fault',
    why: 'A player that is nearer to the end than two parts runs out of sound at the first late one.',
    remedy: 'Set PART-HOLD-BACK to three part targets.',
    find: ({ playlist }) => {
      const holdBack = playlist.lowLatencyCompatibility?.partHoldBack;
      return holdBack !== undefined && holdBack >= 2 * targetOf(playlist) - ROUNDING_S
        ? []
        : [`PART-HOLD-BACK is ${holdBack ?? 'missing'}, at a part target of ${targetOf(playlist)} s.`];
    },
  },
  {
    level: 'warning',
    why: 'Apple asks for three part targets; iPhones stall sooner with less.',
    remedy: 'Set PART-HOLD-BACK to three part targets.',
    find: ({ playlist }) => {
      const holdBack = playlist.lowLatencyCompatibility?.partHoldBack ?? 0;
      const parts = holdBack / targetOf(playlist);
      return parts < 2 - ROUNDING_S || parts >= 3 - ROUNDING_S
        ? []
        : [`PART-HOLD-BACK is ${parts.toFixed(1)} part targets.`];
    },
  },
  {
    level: 'fault',
    why: 'Players without low latency hold back three target durations at least.',
    remedy: 'Set HOLD-BACK to three target durations or more, or leave it out.',
    find: ({ playlist: { lowLatencyCompatibility, targetDuration } }) => {
      const holdBack = lowLatencyCompatibility?.holdBack;
      return holdBack === undefined || holdBack >= 3 * targetDuration
        ? []
        : [`HOLD-BACK is ${holdBack} s, at a target duration of ${targetDuration} s.`];
    },
  },
  {
    level: 'warning',
    why: 'Every frame of sound stands alone; a player that is not told so waits for a segment to begin.',
    remedy: 'Write INDEPENDENT=YES for each part of sound.',
    find: ({ playlist }) => {
      const parts = partsOf(playlist);
      const dependent = parts.filter(({ independent }) => !independent).length;
      return dependent === 0 ? [] : [`${dependent} of ${parts.length} parts are not INDEPENDENT=YES.`];
    },
  },
  {
    level: 'warning',
    why: 'A player that may ask for the next part before it exists has it a round trip sooner.',
    remedy: 'Hint the next part by EXT-X-PRELOAD-HINT:TYPE=PART, and hold the request for it.',
    find: ({ text, playlist: { endlist } }) =>
      endlist ||
      text.includes('#EXT-X-PRELOAD-HINT:TYPE=PART') ||
      /#EXT-X-PRELOAD-HINT:.*TYPE=PART/.test(text)
        ? []
        : ['The next part is not hinted.'],
  },
  {
    level: 'fault',
    why: 'A stream that has ended has no next part; players wait for it.',
    remedy: 'Leave the hint out beside EXT-X-ENDLIST.',
    find: ({ text, playlist: { endlist } }) =>
      endlist && text.includes('#EXT-X-PRELOAD-HINT') ? ['EXT-X-ENDLIST stands beside a preload hint.'] : [],
  },
  {
    level: 'warning',
    why: 'ExoPlayer failed on parts that are ranges of bytes, and caches hold them badly.',
    remedy: 'Give each part a file of its own.',
    find: ({ playlist }) => {
      const ranged = partsOf(playlist).filter(({ byterange }) => byterange !== undefined).length;
      return ranged === 0 ? [] : [`${ranged} parts are ranges of bytes.`];
    },
  },
  {
    level: 'warning',
    why: 'Parts of older segments only make the playlist longer; it is fetched several times a second.',
    remedy: 'List parts for the last two complete segments and the open one.',
    find: ({ playlist: { segments } }) => {
      const complete = segments.filter(({ uri, parts }) => uri && parts.length > 0).length;
      return complete <= COMPLETE_WITH_PARTS
        ? []
        : [`${complete} complete segments are listed with their parts.`];
    },
  },
  {
    level: 'fault',
    why: 'A segment is the same media as its parts; where they differ, players that switch between them click.',
    remedy: 'Make a segment of its parts, and derive both durations from the same count of samples.',
    find: ({ playlist: { segments } }) =>
      segments.flatMap(({ uri, duration, parts }) => {
        const sum = realParts(parts).reduce((total, part) => total + (part.duration ?? 0), 0);
        return !uri || sum === 0 || Math.abs(sum - duration) <= SUM_TOLERANCE_S
          ? []
          : [`Segment ${uri} lasts ${duration} s, and its parts ${sum.toFixed(3)} s.`];
      }),
  },
];

/** Whether a playlist is one with parts. */
export function hasParts({ playlist: { partTargetDuration } }: MediaSnapshot): boolean {
  return partTargetDuration !== undefined;
}

/** The parts that are there, without the hinted one. */
export function realParts(parts: readonly Part[]): Part[] {
  return parts.filter(({ hint }) => !hint);
}

function partsOf({ segments }: MediaSnapshot['playlist']): Part[] {
  return segments.flatMap(({ parts }) => realParts(parts));
}

function targetOf({ partTargetDuration }: MediaSnapshot['playlist']): number {
  return partTargetDuration ?? 0;
}
