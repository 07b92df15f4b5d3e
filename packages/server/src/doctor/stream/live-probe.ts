import type { Finding } from '../finding.ts';
import { ANSWER_RULES } from './answer-rules.ts';
import { hasParts, realParts } from './low-latency-rules.ts';
import { CONTINUITY_RULES, SEGMENT_BYTES_RULES } from './media-rules.ts';
import { spanOf } from './media-spans.ts';
import { type MediaSnapshot, parsePlaylist } from './parsed-playlist.ts';
import { newsWithinMs, RELOAD_RULES } from './reload-rules.ts';
import { applyRules } from './rule.ts';
import { addressOf, type Fetched, fetchAsPlayer, NoAnswer } from './stream-client.ts';
import { orUnanswered } from './unanswered.ts';

/** Nobody waits longer at a terminal, however long the segments are. */
const MAX_WAIT_MS = 15_000;

/** Looks how a media playlist goes on: whether a reload waits for the next part, and what reloads change. */
export async function probeReloads(url: string, before: MediaSnapshot): Promise<Finding[]> {
  const blocking = hasParts(before) ? await orUnanswered(() => probeBlocking(url, before)) : [];
  const laterMs = reloadAfterMs(before);
  await new Promise((resolve) => setTimeout(resolve, laterMs));
  const changes = await orUnanswered(async () => {
    const after = await loadMedia(url);
    return after === undefined ? [] : applyRules(RELOAD_RULES, { before, after, laterMs });
  });
  return [...blocking, ...changes];
}

/** Looks whether the newest media of a playlist fit together, and how they are answered. */
export function probeMedia(url: string): Promise<Finding[]> {
  return orUnanswered(async () => {
    const now = await loadMedia(url);
    return now === undefined ? [] : judgeMedia(url, now);
  });
}

/** When a playlist is loaded again to be compared. */
export function reloadAfterMs(before: MediaSnapshot): number {
  return Math.min(newsWithinMs(before), MAX_WAIT_MS);
}

/** Fetches a media playlist again; undefined where it is none any more. */
async function loadMedia(url: string): Promise<MediaSnapshot | undefined> {
  const { bytes } = await fetchAsPlayer('playlist', url);
  const parsed = parsePlaylist(bytes.toString());
  return parsed.kind === 'media' ? parsed : undefined;
}

async function probeBlocking(url: string, { playlist }: MediaSnapshot): Promise<Finding[]> {
  const last = playlist.segments.at(-1);
  if (last === undefined) return [];
  const isOpen = last.uri === '';
  const msn = isOpen ? last.mediaSequenceNumber : last.mediaSequenceNumber + 1;
  const part = isOpen ? realParts(last.parts).length : 0;
  const wanted = await fetchAsPlayer('playlist', withQuery(url, { _HLS_msn: msn, _HLS_part: part }));
  const parsed = parsePlaylist(wanted.bytes.toString());
  const findings: Finding[] = [];
  if (parsed.kind !== 'media' || !holdsPart(parsed, msn, part)) {
    findings.push({
      level: 'fault',
      what: `The reload for part ${part} of segment ${msn} was answered with ${wanted.status}, without that part.`,
      why: 'A player that asks for the next part has to wait for it, or it hears everything later.',
      remedy: 'Hold a request with _HLS_msn and _HLS_part until that part is there.',
    });
  }
  for (const [query, name] of [
    [{ _HLS_part: 0 }, '_HLS_part without _HLS_msn'],
    [{ _HLS_msn: msn + 100 }, '_HLS_msn of the far future'],
  ] as const) {
    const status = await statusOf(withQuery(url, query));
    if (status === 400) continue;
    findings.push({
      level: 'warning',
      what: `A request with ${name} is answered with ${status}.`,
      why: 'Caches keep what they were answered, and players learn of their mistake only by 400.',
      remedy: 'Answer 400.',
    });
  }
  return findings;
}

async function statusOf(url: string): Promise<number | 'nothing'> {
  try {
    return (await fetchAsPlayer('playlist', url)).status;
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return 'nothing';
  }
}

async function judgeMedia(url: string, { playlist }: MediaSnapshot): Promise<Finding[]> {
  const [newest, earlier] = playlist.segments.filter(({ uri }) => uri !== '').toReversed();
  if (newest === undefined || !isFile(newest)) return [];
  const fetchOne = ({ uri }: { uri: string }): Promise<Fetched> =>
    fetchAsPlayer('media', addressOf(uri, url));
  const segment = await fetchOne(newest);
  const listed = realParts(newest.parts);
  const parts = listed.every(isFile) ? await Promise.all(listed.map(fetchOne)) : [];
  const isFollowing = earlier !== undefined && isFile(earlier) && !newest.discontinuity;
  const followed = isFollowing ? [await fetchOne(earlier), segment] : [];
  return [
    ...[segment, ...parts.slice(-1)].flatMap((answer) => applyRules(ANSWER_RULES, answer)),
    ...applyRules(SEGMENT_BYTES_RULES, { ...segment, parts: parts.map(({ bytes }) => bytes) }),
    ...applyRules(
      CONTINUITY_RULES,
      followed.flatMap(({ uri, bytes }) => spanOf(uri, bytes) ?? []),
    ),
  ];
}

/** Whether a segment or part is there, and all of a file. */
function isFile({ byterange, gap }: { byterange?: unknown; gap?: boolean | undefined }): boolean {
  return byterange === undefined && !gap;
}

function holdsPart({ playlist }: MediaSnapshot, msn: number, part: number): boolean {
  const last = playlist.segments.at(-1);
  if (last === undefined || last.mediaSequenceNumber > msn) return last !== undefined;
  const segment = playlist.segments.find(({ mediaSequenceNumber }) => mediaSequenceNumber === msn);
  return segment !== undefined && (segment.uri !== '' || realParts(segment.parts).length > part);
}

function withQuery(url: string, query: Readonly<Record<string, number>>): string {
  const asked = new URL(url);
  for (const [name, value] of Object.entries(query)) asked.searchParams.set(name, String(value));
  return asked.href;
}
