import type { MediaSnapshot, MultivariantSnapshot } from './parsed-playlist.ts';
import type { Rule } from './rule.ts';

/** A multivariant playlist with the media playlists that it names, fetched one right after the other. */
export interface Ladder {
  readonly multivariant: MultivariantSnapshot;
  readonly media: readonly { readonly uri: string; readonly snapshot: MediaSnapshot }[];
}

/** Segments by which playlists may differ that were fetched one after the other. */
const SEQUENCE_TOLERANCE = 1;

/** Rules for multivariant playlists and what they name (RFC 8216bis 4.4.6.2 and 6.2.4). */
export const MULTIVARIANT_RULES: readonly Rule<Ladder>[] = [
  {
    level: 'warning',
    why: 'A player that does not know the codec has to fetch a segment to find out whether it can play it.',
    remedy: 'Say CODECS, such as "mp4a.40.2" or "fLaC", for each variant.',
    find: ({ multivariant: { playlist } }) =>
      playlist.variants.filter(({ codecs }) => !codecs).map(({ uri }) => `Variant ${uri} has no CODECS.`),
  },
  {
    level: 'fault',
    why: 'Players choose by BANDWIDTH, the peak.',
    remedy: 'Say BANDWIDTH with what the containers take included.',
    find: ({ multivariant: { playlist } }) =>
      playlist.variants
        .filter(({ bandwidth }) => !bandwidth)
        .map(({ uri }) => `Variant ${uri} has no BANDWIDTH.`),
  },
  {
    level: 'warning',
    why: 'Apple asks for it, and chooses the first variant better by it.',
    remedy: 'Say AVERAGE-BANDWIDTH for each variant.',
    find: ({ multivariant: { playlist } }) =>
      playlist.variants
        .filter(({ averageBandwidth }) => !averageBandwidth)
        .map(({ uri }) => `Variant ${uri} has no AVERAGE-BANDWIDTH.`),
  },
  {
    level: 'warning',
    why: 'iPhones begin with the first variant, and stay with a low one.',
    remedy: 'Put a variant of the middle first.',
    find: ({ multivariant }) => {
      const rates = playedOf(multivariant).map(({ bandwidth }) => bandwidth);
      return rates.length < 3 || rates[0] !== Math.min(...rates) ? [] : ['The first variant is the lowest.'];
    },
  },
  {
    level: 'fault',
    why: 'A player that switches takes the timing of one playlist for that of the other; iOS stops for good.',
    remedy: 'Give all media playlists the same target duration, part target and server control.',
    find: ({ media }) =>
      differences(media, ({ playlist }) =>
        [
          playlist.targetDuration,
          playlist.partTargetDuration,
          JSON.stringify(playlist.lowLatencyCompatibility),
        ].join(', '),
      ),
  },
  {
    level: 'warning',
    why: 'ffmpeg, mpv and others expect equal media sequence numbers, and skip or repeat at a switch without.',
    remedy: 'Number the segments of all variants alike.',
    find: ({ media }) => {
      const numbers = media.map(({ snapshot }) => snapshot.playlist.mediaSequenceBase ?? 0);
      return numbers.length === 0 || Math.max(...numbers) - Math.min(...numbers) <= SEQUENCE_TOLERANCE
        ? []
        : [`Media sequences lie between ${Math.min(...numbers)} and ${Math.max(...numbers)}.`];
    },
  },
  {
    level: 'warning',
    why: 'A low-latency player that switches has to reload the other playlist twice without them.',
    remedy: 'Write EXT-X-RENDITION-REPORT with LAST-MSN and LAST-PART for each other media playlist.',
    find: ({ media }) =>
      media
        .filter(
          ({ snapshot: { playlist } }) => playlist.partTargetDuration !== undefined && !playlist.endlist,
        )
        .filter(({ snapshot: { playlist } }) => playlist.renditionReports.length < media.length - 1)
        .map(({ uri }) => `${uri} does not report on every other media playlist.`),
  },
];

/** The variants that are played; those of I-frames alone are for looking through. */
export function playedOf({ playlist }: MultivariantSnapshot): MultivariantSnapshot['playlist']['variants'] {
  return playlist.variants.filter(({ isIFrameOnly }) => !isIFrameOnly);
}

function differences(media: Ladder['media'], valueOf: (snapshot: MediaSnapshot) => string): string[] {
  const [first, ...rest] = media;
  if (first === undefined) return [];
  const expected = valueOf(first.snapshot);
  return rest.flatMap(({ uri, snapshot }) => {
    const value = valueOf(snapshot);
    return value === expected ? [] : [`${uri} says ${value}, and ${first.uri} ${expected}.`];
  });
}
