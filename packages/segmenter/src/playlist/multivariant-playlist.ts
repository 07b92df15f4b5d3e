import type { Profile } from '../grid.ts';
import { codecsAttributeOf, type Rendition } from '../rendition.ts';
import { bandwidthOf } from './bandwidth.ts';

/**
 * The multivariant playlist (RFC 8216bis 4.4.6): the AAC ladder as variants, a middle rung first, because some
 * players start with the first and never climb. FLAC stays out: players do not adapt across codecs. A station
 * with FLAC alone offers that.
 *
 * @param renditions in the order of the settings; at least one.
 */
export function renderMultivariantPlaylist(renditions: readonly Rendition[], profile: Profile): string {
  const aac = renditions.filter((rendition) => rendition.codec === 'aac');
  const ladder = aac.length > 0 ? middleFirst(aac) : renditions;
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const rendition of ladder) {
    const { peakBps, averageBps } = bandwidthOf(rendition, profile);
    const codecs = codecsAttributeOf(rendition);
    lines.push(
      `#EXT-X-STREAM-INF:BANDWIDTH=${peakBps},AVERAGE-BANDWIDTH=${averageBps},CODECS="${codecs}"`,
      `${rendition.name}/live.m3u8`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function middleFirst(ladder: readonly Rendition[]): Rendition[] {
  const rising = ladder.toSorted((a, b) => a.bitrateBps - b.bitrateBps);
  const [middle] = rising.splice(Math.floor((rising.length - 1) / 2), 1);
  return middle ? [middle, ...rising] : rising;
}
