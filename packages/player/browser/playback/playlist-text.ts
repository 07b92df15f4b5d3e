/** How a media playlist is cut. */
export interface StreamTiming {
  /** PART-TARGET; EXT-X-TARGETDURATION where there are no parts. */
  readonly partMs: number;
  readonly hasParts: boolean;
  /** Whether a request for what comes next is held until it is there. */
  readonly canBlock: boolean;
}

const PART_TARGET = /^#EXT-X-PART-INF:.*PART-TARGET=([\d.]+)/m;
const CAN_BLOCK = /^#EXT-X-SERVER-CONTROL:.*CAN-BLOCK-RELOAD=YES/m;
const TARGET_DURATION = /^#EXT-X-TARGETDURATION:(\d+)/m;

/** The timing of a media playlist; undefined for any other text. */
export function timingOf(playlist: string): StreamTiming | undefined {
  const targetDurationS = TARGET_DURATION.exec(playlist)?.[1];
  if (targetDurationS === undefined) return undefined;
  const partTargetS = PART_TARGET.exec(playlist)?.[1];
  return {
    partMs: Number(partTargetS ?? targetDurationS) * 1_000,
    hasParts: partTargetS !== undefined,
    canBlock: CAN_BLOCK.test(playlist),
  };
}

const DATE_TAG = '#EXT-X-PROGRAM-DATE-TIME:';
const SEGMENT_DURATION = /^#EXTINF:([\d.]+)/gm;
const PART_DURATION = /^#EXT-X-PART:DURATION=([\d.]+)/gm;

/**
 * Capture date of the end of a media playlist, in ms since the Unix epoch: what comes after has not been published.
 * Undefined where the playlist has no dates, or has ended.
 */
export function publishedUntilMs(playlist: string): number | undefined {
  const dated = playlist.split(DATE_TAG).at(-1) ?? '';
  const startMs = Date.parse(dated.split('\n')[0] ?? '');
  if (Number.isNaN(startMs) || playlist.includes('#EXT-X-ENDLIST')) return undefined;
  const open = dated.split('#EXTINF:').at(-1) ?? '';
  const durations = [...dated.matchAll(SEGMENT_DURATION), ...open.matchAll(PART_DURATION)];
  return durations.reduce((untilMs, [, durationS]) => untilMs + Number(durationS) * 1_000, startMs);
}

/**
 * Adds the lossless rendition to a multivariant playlist that leaves it out, so that it is one more level of the
 * same stream and the change to it and back keeps the timeline.
 */
export function addLossless(multivariant: string, rendition: string): string {
  if (!multivariant.includes('#EXT-X-STREAM-INF') || multivariant.includes(`${rendition}/live.m3u8`)) {
    return multivariant;
  }
  const variant = `#EXT-X-STREAM-INF:BANDWIDTH=1600000,CODECS="fLaC"\n${rendition}/live.m3u8`;
  return `${multivariant.trimEnd()}\n${variant}\n`;
}
