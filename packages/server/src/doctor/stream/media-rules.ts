import type { Rule } from './rule.ts';

/** A segment's bytes, and those of its parts. */
export interface SegmentBytes {
  readonly uri: string;
  readonly bytes: Buffer;
  /** In order; empty where the playlist lists none. */
  readonly parts: readonly Buffer[];
}

/** Where a piece of media lies on its own timeline, in the track's time scale. */
export interface MediaSpan {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

/** Rules for segments and their parts (RFC 8216bis 4.4.4.9). */
export const SEGMENT_BYTES_RULES: readonly Rule<SegmentBytes>[] = [
  {
    level: 'fault',
    why: 'A player loads parts at the live edge and segments behind it; where they differ, sound is lost or doubled.',
    remedy: 'Make each segment of exactly the bytes of its parts.',
    find: ({ uri, bytes, parts }) =>
      parts.length === 0 || Buffer.concat(parts).equals(bytes)
        ? []
        : [`Segment ${uri} is not what its ${parts.length} parts are together.`],
  },
];

/** Rules for media that follow each other in a playlist (ISO/IEC 14496-12, 8.8.12). */
export const CONTINUITY_RULES: readonly Rule<readonly MediaSpan[]>[] = [
  {
    level: 'fault',
    why: 'A gap or overlap of decoding times is heard as a click, and drifts picture and sound apart.',
    remedy: 'Count samples for tfdt; say EXT-X-DISCONTINUITY where the timeline truly breaks.',
    find: (spans) =>
      spans.flatMap((span, index) => {
        const next = spans[index + 1];
        return next === undefined || next.start === span.end
          ? []
          : [`${next.uri} begins at ${next.start}, and ${span.uri} ends at ${span.end}.`];
      }),
  },
];
