import { type Finding, good } from '../finding.ts';
import { ANSWER_RULES } from './answer-rules.ts';
import { probeMedia, probeReloads } from './live-probe.ts';
import { hasParts, LOW_LATENCY_RULES } from './low-latency-rules.ts';
import { MEDIA_PLAYLIST_RULES } from './media-playlist-rules.ts';
import { type Ladder, MULTIVARIANT_RULES, playedOf } from './multivariant-rules.ts';
import { type MediaSnapshot, parsePlaylist, type ParsedPlaylist } from './parsed-playlist.ts';
import { applyRules } from './rule.ts';
import { addressOf, type Fetched, fetchAsPlayer } from './stream-client.ts';
import { orUnanswered } from './unanswered.ts';

/** Media playlists that are looked at, of a multivariant one. */
const MAX_VARIANTS = 12;
/** More than the resolution of a Date header, and than the way takes. */
const CLOCK_TOLERANCE_MS = 2_000;

const NOBODY_LISTENS = {
  why: 'Nobody can listen.',
  remedy: 'Look whether the address is right, the server runs, and no firewall stands between.',
};

/** A media playlist, and where it is. */
interface MediaAddress {
  readonly url: string;
  readonly snapshot: MediaSnapshot;
}

/** The media playlists of a multivariant one, and what is found while they are loaded. */
interface LoadedLadder {
  readonly ladder: readonly (Ladder['media'][number] & MediaAddress)[];
  readonly findings: readonly Finding[];
}

/** Examines a stream by the address of any of its playlists. */
export function examineStream(url: string): Promise<Finding[]> {
  return orUnanswered(async () => {
    const fetched = await fetchAsPlayer('playlist', url);
    const parsed = parsePlaylist(fetched.bytes.toString());
    const findings = [...answerFindings(fetched, parsed), ...clockFindings(fetched)];
    if (fetched.status >= 400) return findings;
    return [...findings, ...(await examinePlaylist(fetched.url, parsed))];
  }, NOBODY_LISTENS);
}

async function examinePlaylist(url: string, parsed: ParsedPlaylist): Promise<Finding[]> {
  const findings = letterFindings(parsed, url);
  if (parsed.kind === 'media') findings.push(...(await examineMedia([{ url, snapshot: parsed }])));
  else if (parsed.kind === 'multivariant') {
    const media = await loadLadder(url, playedOf(parsed));
    findings.push(...applyRules(MULTIVARIANT_RULES, { multivariant: parsed, media: media.ladder }));
    findings.push(...media.findings, ...(await examineMedia(media.ladder)));
  }
  const faults = findings.filter(({ level }) => level !== 'good').length;
  if (faults === 0) findings.push(good(`${url} keeps to the rules.`));
  return findings;
}

/** Playlists are watched at the same time; their media come one after the other, for the way may be narrow. */
async function examineMedia(all: readonly MediaAddress[]): Promise<Finding[]> {
  const watched = await Promise.all(all.map(watchPlaylist));
  const findings = watched.flat();
  for (const { url, snapshot } of all)
    if (!snapshot.playlist.endlist) findings.push(...named(url, await probeMedia(url)));
  return findings;
}

async function watchPlaylist({ url, snapshot }: MediaAddress): Promise<Finding[]> {
  const fixed = [
    ...applyRules(MEDIA_PLAYLIST_RULES, snapshot),
    ...(hasParts(snapshot) ? applyRules(LOW_LATENCY_RULES, snapshot) : []),
  ];
  const reloads = snapshot.playlist.endlist ? [] : await probeReloads(url, snapshot);
  return named(url, [...fixed, ...reloads]);
}

function named(url: string, findings: readonly Finding[]): Finding[] {
  const name = new URL(url).pathname.split('/').slice(-2).join('/');
  return findings.map((finding) =>
    finding.level === 'good' ? finding : { ...finding, what: `${name}: ${finding.what}` },
  );
}

async function loadLadder(
  base: string,
  variants: readonly { readonly uri: string }[],
): Promise<LoadedLadder> {
  const uris = [...new Set(variants.map(({ uri }) => uri))].slice(0, MAX_VARIANTS);
  const loaded = await Promise.all(uris.map((uri) => loadRung(uri, base)));
  return {
    ladder: loaded.flatMap(({ ladder }) => ladder),
    findings: loaded.flatMap(({ findings }) => findings),
  };
}

/** Loads one of its playlists; there is none where it is no media playlist, or gives no answer. */
async function loadRung(uri: string, base: string): Promise<LoadedLadder> {
  const ladder: LoadedLadder['ladder'][number][] = [];
  const findings = await orUnanswered(async () => {
    const fetched = await fetchAsPlayer('playlist', addressOf(uri, base));
    const parsed = parsePlaylist(fetched.bytes.toString());
    if (parsed.kind === 'media') ladder.push({ uri, url: fetched.url, snapshot: parsed });
    const letter = fetched.status < 400 ? letterFindings(parsed, fetched.url) : [];
    return [...answerFindings(fetched, parsed), ...letter];
  });
  return { ladder, findings };
}

function answerFindings(fetched: Fetched, parsed: ParsedPlaylist): Finding[] {
  const isLive = parsed.kind === 'media' && !parsed.playlist.endlist;
  return applyRules(ANSWER_RULES, { ...fetched, isLive });
}

function letterFindings({ problems }: ParsedPlaylist, url: string): Finding[] {
  return problems.map(({ level, what }) => ({
    level,
    what: `${url}: ${what}`,
    why: 'Players read playlists by the letter of RFC 8216; what they do with others differs.',
    remedy: 'Correct the line.',
  }));
}

function clockFindings({ url, clockOffsetMs }: Fetched): Finding[] {
  if (clockOffsetMs === undefined || Math.abs(clockOffsetMs) <= CLOCK_TOLERANCE_MS) return [];
  const seconds = (Math.abs(clockOffsetMs) / 1_000).toFixed(0);
  const direction = clockOffsetMs > 0 ? 'ahead of' : 'behind';
  return [
    {
      level: 'warning',
      what: `The clock of ${new URL(url).host} is ${seconds} s ${direction} this computer's.`,
      why: 'Dates in playlists, certificates and logs go by it, and players count their latency by it.',
      remedy: 'Let NTP set the clocks of both (timedatectl set-ntp true).',
    },
  ];
}
