import { html, nothing, type TemplateResult } from 'lit';
import type { StationState } from '../feed/station-state.ts';
import type { Language, MessageId, Say } from '../messages/messages.ts';
import type { AdminActions } from './admin-actions.ts';
import { boundOfShare } from './latency-summary.ts';

/** What a station's card shows. */
export interface StationCard {
  readonly station: StationState;
  readonly uplinkBps: number | undefined;
  readonly say: Say;
  readonly language: Language;
  readonly actions: AdminActions;
}

const SILENT_LUFS = -60;
/** The left end of the level meter. */
const LOWEST_DBFS = -60;
const MEDIAN = 0.5;
const MOST = 0.95;
const BPS_PER_KBIT = 1_000;

/** A station: how it is, and what can be done with it. */
export function stationView(card: StationCard): TemplateResult {
  const { station, say } = card;
  const state = stateOf(station);
  return html`<article class="card" data-state=${state} aria-labelledby="station-${station.name}">
    <header>
      <h3 id="station-${station.name}" tabindex="-1">${station.name}</h3>
      <span class="badge">${say(state)}</span>
      <span class="muted">${originText(card)}</span>
      <strong class="listeners">${say('listeners')}: ${station.listeners}</strong>
    </header>
    ${station.isOnAir && !station.isElsewhere ? airView(card) : nothing}
    ${station.isChangePending ? html`<p class="notice">${say('changePending')}</p>` : nothing}
    ${station.isElsewhere ? html`<p class="notice">${say('elsewhere')}</p>` : buttonsView(card)}
  </article>`;
}

type KnownOfSound = Pick<StationState, 'isElsewhere' | 'isOnAir' | 'source' | 'loudness'>;

/** How a station is, in a word. */
export type CardState = 'onAir' | 'offAir' | 'lost' | 'silent' | 'onOtherMachine';

/** The word for a station; what goes on air on another machine is known there. */
export function stateOf({ isElsewhere, isOnAir, source, loudness }: KnownOfSound): CardState {
  if (isElsewhere) return 'onOtherMachine';
  if (!isOnAir) return 'offAir';
  if (source && !source.isAttached) return 'lost';
  return (loudness?.shortTermLufs ?? -Infinity) < SILENT_LUFS ? 'silent' : 'onAir';
}

function originText({ station, say, language }: StationCard): string {
  const { isOnAir, isElsewhere, startedAt, source } = station;
  if (!isOnAir || isElsewhere || startedAt === null) return '';
  const time = new Date(startedAt).toLocaleTimeString(language);
  const since = say('since', { time });
  return source ? `${since}, ${say('from', { source: source.kind })}` : since;
}

function airView(card: StationCard): TemplateResult {
  const { station, say } = card;
  return html`${levelView(card)}
    <canvas class="window" role="img" data-station=${station.name} aria-label=${windowText(card)}></canvas>
    <dl>
      ${figure(say('loudness'), loudnessText(card))} ${figure(say('encoder'), encoderText(card))}
      ${figure(say('micToEar'), micToEarText(card))} ${figure(say('uplink'), uplinkText(card))}
      ${figure(say('drift'), driftText(card))} ${figure(say('silence'), silenceText(card))}
      ${figure(say('nowPlaying'), songText(station))}
      ${figure(say('listenersByRendition'), renditionsText(station))}
    </dl>`;
}

function levelView({ station: { name, loudness }, say }: StationCard): TemplateResult {
  const peakDbfs = Math.max(LOWEST_DBFS, loudness?.peakDbfs ?? LOWEST_DBFS);
  const share = Math.round((1 - peakDbfs / LOWEST_DBFS) * 100);
  return html`<div
    class="level"
    role="meter"
    aria-label=${say('level', { station: name })}
    aria-valuemin=${LOWEST_DBFS}
    aria-valuemax="0"
    aria-valuenow=${Math.round(peakDbfs)}
    aria-valuetext="${Math.round(peakDbfs)} dBFS"
  >
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect width=${share} height="1" class=${peakDbfs > -1 ? 'hot' : ''}></rect>
    </svg>
  </div>`;
}

function figure(name: string, value: string): TemplateResult | typeof nothing {
  return value === '' ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function windowText({ station: { name, window }, say }: StationCard): string {
  const [first, last] = [window?.segments[0], window?.segments.at(-1)];
  if (!window || !first || !last) return name;
  const { partsPerSegment } = window;
  return say('windowPicture', {
    station: name,
    first: first.msn,
    last: last.msn,
    parts: last.parts,
    partsPerSegment,
  });
}

function loudnessText({ station: { loudness }, say }: StationCard): string {
  const shortTerm = lufsText(loudness?.shortTermLufs);
  const integrated = lufsText(loudness?.integratedLufs);
  return say('loudnessValue', { shortTerm, integrated });
}

function lufsText(lufs: number | undefined): string {
  return lufs === undefined ? '−∞' : lufs.toFixed(1).replace('-', '−');
}

function encoderText({ station: { encoderLagMs }, say }: StationCard): string {
  return encoderLagMs === null ? '' : say('late', { ms: Math.round(encoderLagMs) });
}

function micToEarText({ station: { latency }, say }: StationCard): string {
  const [median, p95] = [boundOfShare(latency, MEDIAN), boundOfShare(latency, MOST)];
  if (median === undefined) return say('noReports');
  return say('micToEarValue', { median, p95: p95 ?? '> 60' });
}

function uplinkText({ station: { uplink }, uplinkBps, say }: StationCard): string {
  if (!uplink) return say('uplinkNone');
  const parts = [
    say('uplinkRate', { kbits: Math.round((uplinkBps ?? 0) / BPS_PER_KBIT) }),
    say('uplinkLag', { ms: Math.round(uplink.acknowledgementLagMs) }),
  ];
  if (uplink.reconnects > 0) parts.push(say('uplinkReconnects', { count: uplink.reconnects }));
  if (uplink.isNarrow) parts.push(say('uplinkNarrow'));
  return parts.join(', ');
}

function driftText({ station: { source }, say }: StationCard): string {
  return source?.driftPpm === undefined ? '' : say('driftValue', { ppm: Math.round(source.driftPpm) });
}

function silenceText({ station: { source } }: StationCard): string {
  return source && source.silentMs > 0 ? `${(source.silentMs / 1_000).toFixed(1)} s` : '';
}

function songText({ nowPlaying }: StationState): string {
  return [nowPlaying?.artist, nowPlaying?.title].filter((part) => part != null).join(' – ');
}

function renditionsText({ listenersByRendition }: StationState): string {
  return Object.entries(listenersByRendition)
    .map(([rendition, count]) => `${rendition}: ${count}`)
    .join(', ');
}

function buttonsView({ station, say, actions }: StationCard): TemplateResult {
  const { name, isOnAir, isConfigured } = station;
  const label = (id: MessageId): string => `${say(id)}: ${name}`;
  return html`<p class="buttons">
    <a href="/listen/${name}">${say('listen')}</a>
    <a href="/broadcast/${name}">${say('broadcast')}</a>
    <button type="button" aria-label=${label('settings')} @click=${() => actions.openSettings(station)}>
      ${say('settings')}
    </button>
    ${
      isOnAir
        ? html`<button type="button" class="danger" aria-label=${label('stop')} @click=${() => actions.stopBroadcast(name)}>
            ${say('stop')}
          </button>`
        : nothing
    }
    ${
      isConfigured
        ? nothing
        : html`<button type="button" class="danger" aria-label=${label('remove')} @click=${() => actions.removeStation(name)}>
            ${say('remove')}
          </button>`
    }
  </p>`;
}
