import { type Finding, good } from '../finding.ts';
import { ANSWER_RULES } from './answer-rules.ts';
import { probeLive } from './live-probe.ts';
import { hasParts, LOW_LATENCY_RULES } from './low-latency-rules.ts';
import { MEDIA_PLAYLIST_RULES } from './media-playlist-rules.ts';
import { type Ladder, MULTIVARIANT_RULES } from './multivariant-rules.ts';
import { type MediaSnapshot, parsePlaylist, type ParsedPlaylist } from './parsed-playlist.ts';
import { applyRules } from './rule.ts';
import { addressOf, type Fetched, fetchAsPlayer, NoAnswer } from './stream-client.ts';

/** Media playlists that are looked at, of a multivariant one. */
const MAX_VARIANTS = 12;
/** More than the resolution of a Date header, and than the way takes. */
const CLOCK_TOLERANCE_MS = 2_000;

/** Examines a stream by the address of any of its playlists. */
export async function examineStream(url: string): Promise<Finding[]> {
  try {
    const fetched = await fetchAsPlayer('playlist', url);
    const findings = [...applyRules(ANSWER_RULES, fetched), ...clockFindings(fetched)];
    if (fetched.status >= 400) return findings;
    return [...findings, ...(await examineText(fetched))];
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return [
      {
        level: 'fault',
        what: error.message,
        why: 'Nobody can listen.',
        remedy: 'Look whether the address is right, the server runs, and no firewall stands between.',
      },
    ];
  }
}

async function examineText({ url, bytes }: Fetched): Promise<Finding[]> {
  const parsed = parsePlaylist(bytes.toString());
  const findings = letterFindings(parsed, url);
  if (parsed.kind === 'media') findings.push(...(await examineMedia(url, parsed)));
  else if (parsed.kind === 'multivariant') {
    const media = await loadLadder(url, parsed.playlist.variants);
    findings.push(...applyRules(MULTIVARIANT_RULES, { multivariant: parsed, media: media.ladder }));
    findings.push(...media.findings);
    const examined = await Promise.all(
      media.ladder.map(({ url: of, snapshot }) => examineMedia(of, snapshot)),
    );
    findings.push(...examined.flat());
  }
  const faults = findings.filter(({ level }) => level !== 'good').length;
  if (faults === 0) findings.push(good(`${url} keeps to the rules.`));
  return findings;
}

async function examineMedia(url: string, snapshot: MediaSnapshot): Promise<Finding[]> {
  const fixed = [
    ...applyRules(MEDIA_PLAYLIST_RULES, snapshot),
    ...(hasParts(snapshot) ? applyRules(LOW_LATENCY_RULES, snapshot) : []),
  ];
  const found = snapshot.playlist.endlist ? fixed : [...fixed, ...(await probeLive(url, snapshot))];
  const name = new URL(url).pathname.split('/').slice(-2).join('/');
  return found.map((finding) =>
    finding.level === 'good' ? finding : { ...finding, what: `${name}: ${finding.what}` },
  );
}

async function loadLadder(
  base: string,
  variants: readonly { readonly uri: string }[],
): Promise<{ ladder: (Ladder['media'][number] & { readonly url: string })[]; findings: Finding[] }> {
  const uris = [...new Set(variants.map(({ uri }) => uri))].slice(0, MAX_VARIANTS);
  const loaded = await Promise.all(
    uris.map(async (uri) => {
      const fetched = await fetchAsPlayer('playlist', addressOf(uri, base));
      return { uri, fetched, parsed: parsePlaylist(fetched.bytes.toString()) };
    }),
  );
  const findings = loaded.flatMap(({ fetched, parsed }) => [
    ...applyRules(ANSWER_RULES, fetched),
    ...(fetched.status < 400 ? letterFindings(parsed, fetched.url) : []),
  ]);
  const ladder = loaded.flatMap(({ uri, fetched, parsed }) =>
    parsed.kind === 'media' ? [{ uri, url: fetched.url, snapshot: parsed }] : [],
  );
  return { ladder, findings };
}

function letterFindings({ problem }: ParsedPlaylist, url: string): Finding[] {
  if (problem === undefined) return [];
  const what = `${url}: ${problem}`;
  return [
    {
      level: 'fault',
      what,
      why: 'Players read playlists by the letter of RFC 8216; what they do with others differs.',
      remedy: 'Correct the line.',
    },
  ];
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
