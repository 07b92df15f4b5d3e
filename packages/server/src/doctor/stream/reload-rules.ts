import { realParts } from './low-latency-rules.ts';
import type { MediaSnapshot } from './parsed-playlist.ts';
import type { Rule } from './rule.ts';

/** A playlist, and the same a while later. */
export interface Reload {
  readonly before: MediaSnapshot;
  readonly after: MediaSnapshot;
  /** How much later. */
  readonly laterMs: number;
}

/** A live playlist has something new by then, in target durations. */
const NEWS_WITHIN = 1.5;

type Segment = MediaSnapshot['playlist']['segments'][number];

/** Rules for what may change between two reloads of a playlist (RFC 8216bis 6.2.1 and 6.2.2). */
export const RELOAD_RULES: readonly Rule<Reload>[] = [
  {
    level: 'fault',
    why: 'Players take these for fixed; iOS stops for good where they change.',
    remedy: 'Keep them for the life of the URL; begin a new URL for another grid.',
    find: ({ before, after }) =>
      fixedValuesOf(before).flatMap(([name, value], index) => {
        const now = fixedValuesOf(after)[index]?.[1];
        return value === now ? [] : [`${name} changed from ${value} to ${now}.`];
      }),
  },
  {
    level: 'fault',
    why: 'Players know segments by their number; one that goes back stops them.',
    remedy: 'Keep counting the media sequence, over restarts too.',
    find: ({ before, after }) => {
      const [was, is] = [firstNumberOf(before), firstNumberOf(after)];
      return is >= was ? [] : [`The media sequence went back from ${was} to ${is}.`];
    },
  },
  {
    level: 'fault',
    why: 'What a player has loaded is what it goes by; a segment that becomes another is heard twice or not at all.',
    remedy: 'Never change a segment or part that a playlist has named.',
    find: ({ before, after }) => [...changesOf(before, after)],
  },
  {
    level: 'fault',
    why: 'Players tell timelines apart by this count.',
    remedy: 'Raise EXT-X-DISCONTINUITY-SEQUENCE by one for each EXT-X-DISCONTINUITY that leaves the window.',
    find: ({ before, after }) => {
      const gone = before.playlist.segments.filter(
        ({ discontinuity, mediaSequenceNumber }) =>
          discontinuity && mediaSequenceNumber < firstNumberOf(after),
      ).length;
      const was = before.playlist.discontinuitySequenceBase ?? 0;
      const is = after.playlist.discontinuitySequenceBase ?? 0;
      return is === was + gone
        ? []
        : [
            `The discontinuity sequence went from ${was} to ${is} while ${gone} discontinuities left the window.`,
          ];
    },
  },
  {
    level: 'fault',
    why: 'A live playlist that does not move is one that players give up.',
    remedy: 'Look whether the source and the encoder run.',
    find: ({ before, after, laterMs }) =>
      after.playlist.endlist || newestOf(after) !== newestOf(before) || laterMs < newsWithinMs(before)
        ? []
        : ['Nothing new came within the time of a segment and a half.'],
  },
];

/** When a live playlist has to have something new (RFC 8216bis 6.2.1). */
export function newsWithinMs({ playlist }: MediaSnapshot): number {
  return NEWS_WITHIN * playlist.targetDuration * 1_000;
}

function fixedValuesOf({ playlist }: MediaSnapshot): [string, string][] {
  const { targetDuration, partTargetDuration, lowLatencyCompatibility } = playlist;
  return [
    ['EXT-X-TARGETDURATION', String(targetDuration)],
    ['PART-TARGET', String(partTargetDuration)],
    ['EXT-X-SERVER-CONTROL', JSON.stringify(lowLatencyCompatibility ?? {})],
  ];
}

function* changesOf(before: MediaSnapshot, after: MediaSnapshot): Generator<string> {
  const now = new Map(after.playlist.segments.map((segment) => [segment.mediaSequenceNumber, segment]));
  for (const was of before.playlist.segments) {
    const is = now.get(was.mediaSequenceNumber);
    if (is === undefined) continue;
    if (was.uri && describe(was) !== describe(is))
      yield `Segment ${was.mediaSequenceNumber} changed from ${describe(was)} to ${describe(is)}.`;
    const movedMs = Number(is.programDateTime) - Number(was.programDateTime);
    // Not a number where one of them is not said: the date may stand at the first segment alone, which then is another.
    if (Math.abs(movedMs) > 0) yield `The date of segment ${was.mediaSequenceNumber} moved by ${movedMs} ms.`;
    const wereParts = realParts(was.parts).map(({ uri, duration }) => `${uri} ${duration}`);
    const areParts = realParts(is.parts).map(({ uri, duration }) => `${uri} ${duration}`);
    const changed =
      areParts.length === 0 ? undefined : wereParts.find((part, index) => part !== areParts[index]);
    if (changed !== undefined) yield `Part ${changed} of segment ${was.mediaSequenceNumber} became another.`;
  }
}

function describe({ uri, duration }: Segment): string {
  return `${uri}, ${duration} s`;
}

function firstNumberOf({ playlist }: MediaSnapshot): number {
  return playlist.mediaSequenceBase ?? 0;
}

/** What its newest part or segment is. */
function newestOf({ playlist: { segments } }: MediaSnapshot): string {
  const last = segments.at(-1);
  return `${last?.mediaSequenceNumber} ${last?.uri} ${realParts(last?.parts ?? []).length}`;
}
