import { html, nothing, type TemplateResult } from 'lit';
import type { MessageId } from '../messages/messages.ts';
import type { PlaybackState } from '../playback/playback-state.ts';
import { controlsView } from './controls-view.ts';
import { iconOf } from './icons.ts';
import type { PlayerActions, PlayerModel } from './player-model.ts';
import { plotsView, type PlotsFigures } from './plots/plots-view.ts';
import { tierOf } from './ring/quality-tier.ts';

const DISABLED: readonly PlaybackState[] = ['missing', 'locked', 'unsupported'];
const ON_AIR: readonly PlaybackState[] = ['ready', 'starting', 'playing', 'stalled', 'paused', 'blocked'];

/** The whole player; `figures` are there while the plots are open. */
export function playerView(
  model: PlayerModel,
  actions: PlayerActions,
  figures: PlotsFigures | undefined,
): TemplateResult {
  return html`
    <section
      class="player"
      part="player"
      lang=${model.language}
      dir="ltr"
      data-state=${model.state}
      data-tier=${model.rendition === null ? nothing : tierOf(model.rendition)}
      aria-label=${model.title}
    >
      <div class="head">${badgeView(model, actions)} ${latencyView(model)}</div>
      <div class="stage">
        <canvas part="ring" aria-hidden="true"></canvas>
        ${buttonView(model, actions)}
      </div>
      <div class="words">
        <h1 part="title" dir="auto">${model.title}</h1>
        ${nowPlayingView(model)}
        <p class="sentence" part="sentence">${model.say(sentenceOf(model))}</p>
      </div>
      ${controlsView(model, actions)}
      <div class="plots" id="plots" ?hidden=${figures === undefined}>
        ${figures === undefined ? nothing : plotsView(figures, model.say)}
      </div>
      <p class="unseen" role="status">${model.announcement}</p>
    </section>
  `;
}

/** The sentence that tells the state. */
export function sentenceOf({
  state,
  wantsPlay,
  isFollowing,
}: Pick<PlayerModel, 'state' | 'wantsPlay' | 'isFollowing'>): MessageId {
  if (state === 'playing' && !isFollowing) return 'state.playingBehind';
  if (state === 'offAir' && wantsPlay) return 'state.offAirWaiting';
  return `state.${state}`;
}

function badgeView({ state, isFollowing, say }: PlayerModel, actions: PlayerActions): TemplateResult {
  const isBehind = !isFollowing && (state === 'playing' || state === 'stalled');
  if (isBehind || state === 'paused') {
    return html`<button class="badge go-live" part="badge" type="button" @click=${actions.goLive}>
      <span class="dot"></span>${say('goLive')}
    </button>`;
  }
  const id: MessageId = state === 'playing' ? 'live' : ON_AIR.includes(state) ? 'onAir' : 'offAir';
  const isKnown = ON_AIR.includes(state) || state === 'offAir';
  return html`<span class="badge" part="badge" data-lit=${String(id !== 'offAir')} ?hidden=${!isKnown}>
    <span class="dot"></span>${say(id)}
  </span>`;
}

function latencyView(model: PlayerModel): TemplateResult | typeof nothing {
  const { state, isFollowing, micToEarMs, say } = model;
  if (micToEarMs === null || (state !== 'playing' && state !== 'stalled')) return nothing;
  const seconds = (micToEarMs / 1_000).toFixed(isFollowing ? 1 : 0);
  return html`<span class="latency">
    <b>${say('seconds', { seconds })}</b> ${say(isFollowing ? 'micToEar' : 'behind')}
  </span>`;
}

function nowPlayingView({ nowPlaying, say }: PlayerModel): TemplateResult | typeof nothing {
  if (nowPlaying === undefined) return nothing;
  const { title, artist } = nowPlaying;
  const text = artist === undefined ? title : `${artist} – ${title}`;
  return html`<p class="now" part="now-playing" dir="auto">${say('nowPlaying', { title: text })}</p>`;
}

function buttonView({ state, wantsPlay, say }: PlayerModel, actions: PlayerActions): TemplateResult {
  const isPlaying = wantsPlay && state !== 'blocked';
  return html`<button
    class="play"
    part="play"
    type="button"
    ?disabled=${DISABLED.includes(state)}
    aria-label=${say(isPlaying ? 'pause' : 'play')}
    @click=${actions.toggle}
  >
    ${iconOf(isPlaying ? 'pause' : 'play')}
  </button>`;
}
