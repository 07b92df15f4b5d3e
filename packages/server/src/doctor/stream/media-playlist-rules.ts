import { realParts } from './low-latency-rules.ts';
import type { MediaSnapshot } from './parsed-playlist.ts';
import type { Rule } from './rule.ts';

/** Dates are written in ms, durations often in less. */
const DATE_TOLERANCE_MS = 100;

/** Rules for every live media playlist (RFC 8216bis 4.4.3 and 4.4.4, and Apple's authoring specification). */
export const MEDIA_PLAYLIST_RULES: readonly Rule<MediaSnapshot>[] = [
  {
    level: 'fault',
    why: 'Players plan their reloads by the target duration, and Apple refuses longer segments.',
    remedy: 'Raise EXT-X-TARGETDURATION to the longest segment, rounded, for the whole life of the URL.',
    find: ({ playlist: { segments, targetDuration } }) =>
      segments
        .filter(({ duration }) => Math.round(duration) > targetDuration)
        .map(
          ({ uri, duration }) =>
            `Segment ${uri} lasts ${duration} s, more than the target duration of ${targetDuration} s.`,
        ),
  },
  {
    level: 'fault',
    why: 'A playlist that names no segment is an error to most players.',
    remedy: 'Answer 404 until the first segment is there, and never empty the playlist.',
    find: ({ playlist: { segments } }) =>
      segments.some(({ uri, parts }) => uri !== '' || parts.length > 0)
        ? []
        : ['The playlist has no segment.'],
  },
  {
    level: 'fault',
    why: 'EXT-X-MAP in a playlist with segments of sound needs version 6, EXT-X-SKIP 9.',
    remedy: 'Set EXT-X-VERSION accordingly.',
    find: ({ text, playlist: { version } }) => {
      const needed = text.includes('#EXT-X-SKIP') ? 9 : text.includes('#EXT-X-MAP') ? 6 : 1;
      return (version ?? 1) >= needed ? [] : [`EXT-X-VERSION is ${version ?? 1}; ${needed} is needed.`];
    },
  },
  {
    level: 'warning',
    why: 'Without dates nobody can tell how late the sound is, and hls.js may leave low latency out.',
    remedy: 'Write EXT-X-PROGRAM-DATE-TIME before each segment.',
    find: ({ playlist: { segments } }) => {
      // A segment of which there is no more than a hint has no date yet.
      const begun = segments.filter(({ uri, parts }) => uri !== '' || realParts(parts).length > 0);
      const without = begun.filter(({ programDateTime }) => programDateTime === undefined).length;
      return without === 0 ? [] : [`${without} of ${begun.length} segments have no date.`];
    },
  },
  {
    level: 'warning',
    why: 'Players in browsers read dates as JavaScript does, and go without one that it cannot read.',
    remedy: 'Write dates as 2026-11-27T05:00:10.666Z.',
    find: ({ playlist: { segments } }) =>
      segments
        .filter(({ programDateTime }) => programDateTime && Number.isNaN(programDateTime.getTime()))
        .map(({ mediaSequenceNumber }) => `The date of segment ${mediaSequenceNumber} cannot be read.`),
  },
  {
    level: 'warning',
    why: 'Players align renditions and count latency by dates; where they do not follow the durations, they seek.',
    remedy: 'Derive dates and durations from the same count of samples.',
    find: ({ playlist: { segments } }) =>
      segments.flatMap((segment, index) => {
        const next = segments[index + 1];
        if (!segment.programDateTime || !next?.programDateTime || next.discontinuity) return [];
        const strayMs =
          next.programDateTime.getTime() - segment.programDateTime.getTime() - segment.duration * 1_000;
        return Math.abs(strayMs) > DATE_TOLERANCE_MS
          ? [`The date after segment ${segment.uri} is off by ${Math.round(strayMs)} ms.`]
          : [];
      }),
  },
  {
    level: 'warning',
    why: 'Apple asks for it in every live playlist; players count discontinuities that have left the window by it.',
    remedy: 'Write EXT-X-DISCONTINUITY-SEQUENCE, 0 where there was none.',
    find: ({ text, playlist: { endlist } }) =>
      endlist || text.includes('#EXT-X-DISCONTINUITY-SEQUENCE')
        ? []
        : ['There is no EXT-X-DISCONTINUITY-SEQUENCE.'],
  },
  {
    level: 'warning',
    why: 'A player starts three target durations behind the end; in a shorter window it falls out at once.',
    remedy: 'Keep at least three, better six segments in the playlist.',
    find: ({ playlist: { segments, targetDuration, endlist } }) => {
      const windowS = segments.reduce((sum, { duration }) => sum + (duration || 0), 0);
      return endlist || windowS >= 3 * targetDuration - targetDuration / 2
        ? []
        : [`The window is ${windowS.toFixed(1)} s long, at a target duration of ${targetDuration} s.`];
    },
  },
];
