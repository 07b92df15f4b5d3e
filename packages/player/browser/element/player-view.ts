import { html, nothing, svg, type TemplateResult } from 'lit';
import { messageOf, type MessageId } from '../messages/messages.ts';
import type { PlaybackState } from '../playback/playback-state.ts';
import { AUTO, LOSSLESS, nominalBitrateBps, type QualityChoice } from '../playback/quality.ts';
import { iconOf } from './icons.ts';

/** Everything the player shows. */
export interface PlayerModel {
  readonly title: string;
  readonly state: PlaybackState;
  readonly wantsPlay: boolean;
  /** Whether the playhead is at the live edge; false after a pause. */
  readonly isFollowing: boolean;
  readonly micToEarMs: number | null;
  readonly rendition: string | null;
  readonly offered: readonly string[];
  readonly choice: QualityChoice;
  /** 0 to 1. */
  readonly volume: number;
  readonly isMuted: boolean;
  /** Whether this device lets a page set the volume. */
  readonly hasVolume: boolean;
}

/** What the listener can do. */
export interface PlayerActions {
  toggle(): void;
  goLive(): void;
  mute(): void;
  setVolume(volume: number): void;
  choose(choice: QualityChoice): void;
}

const DISABLED: readonly PlaybackState[] = ['missing', 'unsupported'];
const ON_AIR: readonly PlaybackState[] = ['ready', 'starting', 'playing', 'stalled', 'paused', 'blocked'];

/** The whole player. */
export function playerView(model: PlayerModel, actions: PlayerActions): TemplateResult {
  return html`
    <section class="player" data-state=${model.state} aria-label=${model.title}>
      <div class="head">${badgeView(model, actions)} ${latencyView(model)}</div>
      <div class="stage">
        ${ringView()}
        ${buttonView(model, actions)}
      </div>
      <div class="words">
        <h1 part="title">${model.title}</h1>
        <p role="status">${messageOf(sentenceOf(model))}</p>
      </div>
      <div class="controls">${volumeView(model, actions)} ${qualityView(model, actions)}</div>
    </section>
  `;
}

function sentenceOf({ state, wantsPlay, isFollowing }: PlayerModel): MessageId {
  if (state === 'playing' && !isFollowing) return 'state.playingBehind';
  if (state === 'offAir' && wantsPlay) return 'state.offAirWaiting';
  return `state.${state}`;
}

function badgeView({ state, isFollowing }: PlayerModel, actions: PlayerActions): TemplateResult {
  const isBehind = !isFollowing && (state === 'playing' || state === 'stalled');
  if (isBehind || state === 'paused') {
    return html`<button class="badge go-live" type="button" @click=${actions.goLive}>
      <span class="dot"></span>${messageOf('goLive')}
    </button>`;
  }
  const id: MessageId = state === 'playing' ? 'live' : ON_AIR.includes(state) ? 'onAir' : 'offAir';
  const isKnown = ON_AIR.includes(state) || state === 'offAir';
  return html`<span class="badge" data-lit=${String(id !== 'offAir')} ?hidden=${!isKnown}>
    <span class="dot"></span>${messageOf(id)}
  </span>`;
}

function latencyView({ state, isFollowing, micToEarMs }: PlayerModel): TemplateResult | typeof nothing {
  if (micToEarMs === null || (state !== 'playing' && state !== 'stalled')) return nothing;
  const seconds = (micToEarMs / 1_000).toFixed(isFollowing ? 1 : 0);
  return html`<span class="latency">
    <b>${messageOf('seconds', { seconds })}</b> ${messageOf('micToEar')}
  </span>`;
}

/** The ten segments of the window as a ring; the lit one goes round with the stream. */
function ringView(): TemplateResult {
  return html`<svg class="ring" viewBox="0 0 120 120" aria-hidden="true">
    ${circleView('segments')}${circleView('lap')}
  </svg>`;
}

function circleView(className: string): TemplateResult {
  return svg`<circle class=${className} cx="60" cy="60" r="56" pathLength="100"/>`;
}

function buttonView({ state, wantsPlay }: PlayerModel, actions: PlayerActions): TemplateResult {
  const isPlaying = wantsPlay && state !== 'blocked';
  return html`<button
    class="play"
    part="play"
    type="button"
    ?disabled=${DISABLED.includes(state)}
    aria-label=${messageOf(isPlaying ? 'pause' : 'play')}
    @click=${actions.toggle}
  >
    ${iconOf(isPlaying ? 'pause' : 'play')}
  </button>`;
}

function volumeView({ volume, isMuted, hasVolume }: PlayerModel, actions: PlayerActions): TemplateResult {
  const percent = Math.round((isMuted ? 0 : volume) * 100);
  const slider = html`<input
    type="range"
    min="0"
    max="100"
    step="1"
    aria-label=${messageOf('volume')}
    .value=${String(percent)}
    .style=${`--fill: ${percent}%`}
    @input=${(event: InputEvent) => actions.setVolume(Number((event.target as HTMLInputElement).value) / 100)}
  />`;
  return html`<div class="volume">
    <button
      class="mute"
      type="button"
      aria-label=${messageOf(isMuted ? 'unmute' : 'mute')}
      @click=${actions.mute}
    >
      ${iconOf(percent === 0 ? 'muted' : 'volume')}
    </button>
    ${hasVolume ? slider : nothing}
  </div>`;
}

function qualityView(model: PlayerModel, actions: PlayerActions): TemplateResult {
  const { offered, choice } = model;
  const chosen = offered.includes(choice) ? choice : AUTO;
  const option = (name: string, text: string): TemplateResult =>
    html`<option value=${name} .selected=${name === chosen}>${text}</option>`;
  return html`<label class="quality">
    <span>${messageOf('quality')}</span>
    <span class="select">
      <select
        ?disabled=${offered.length === 0}
        @change=${(event: Event) => actions.choose((event.target as HTMLSelectElement).value)}
      >
        ${option(AUTO, autoTextOf(model, chosen))} ${offered.map((name) => option(name, renditionTextOf(name)))}
      </select>
      ${iconOf('down')}
    </span>
  </label>`;
}

function autoTextOf({ rendition, state }: PlayerModel, chosen: QualityChoice): string {
  if (chosen !== AUTO || rendition === null || state !== 'playing') return messageOf('qualityAuto');
  return messageOf('qualityAutoPlaying', { rendition: renditionTextOf(rendition) });
}

function renditionTextOf(name: string): string {
  if (name === LOSSLESS) return messageOf('qualityLossless');
  const bitrateBps = nominalBitrateBps(name);
  return bitrateBps === undefined ? name : messageOf('qualityRate', { kbits: String(bitrateBps / 1_000) });
}
