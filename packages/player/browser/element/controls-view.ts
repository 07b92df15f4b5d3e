import { html, nothing, type TemplateResult } from 'lit';
import { AUTO, type QualityChoice } from '../playback/quality.ts';
import { iconOf } from './icons.ts';
import type { PlayerActions, PlayerModel } from './player-model.ts';
import { renditionTextOf } from './quality-text.ts';
import { STEP_BACK_S } from './step-back.ts';

const SOUNDING: readonly PlayerModel['state'][] = ['playing', 'stalled', 'paused'];

/** The row of controls: a step back, volume, quality, and the plots' button. */
export function controlsView(model: PlayerModel, actions: PlayerActions): TemplateResult {
  return html`<div class="controls">
    ${stepBackView(model, actions)} ${volumeView(model, actions)} ${qualityView(model, actions)}
    ${plotsButtonView(model, actions)}
  </div>`;
}

function stepBackView({ state, say }: PlayerModel, actions: PlayerActions): TemplateResult {
  const label = say('back', { seconds: String(STEP_BACK_S) });
  return html`<button
    class="round step-back"
    type="button"
    aria-label=${label}
    title=${label}
    ?disabled=${!SOUNDING.includes(state)}
    @click=${actions.stepBack}
  >
    ${iconOf('back')}<span aria-hidden="true">${STEP_BACK_S}</span>
  </button>`;
}

function volumeView(
  { volume, isMuted, hasVolume, say }: PlayerModel,
  actions: PlayerActions,
): TemplateResult {
  const percent = Math.round((isMuted ? 0 : volume) * 100);
  const slider = html`<input
    type="range"
    min="0"
    max="100"
    step="1"
    aria-label=${say('volume')}
    .value=${String(percent)}
    .style=${`--fill: ${percent}%`}
    @input=${(event: InputEvent) => actions.setVolume(Number((event.target as HTMLInputElement).value) / 100)}
  />`;
  return html`<div class="volume">
    <button
      class="round mute"
      type="button"
      aria-label=${say(isMuted ? 'unmute' : 'mute')}
      @click=${actions.mute}
    >
      ${iconOf(percent === 0 ? 'muted' : 'volume')}
    </button>
    ${hasVolume ? slider : nothing}
  </div>`;
}

function qualityView(model: PlayerModel, actions: PlayerActions): TemplateResult {
  const { offered, choice, say } = model;
  const chosen = offered.includes(choice) ? choice : AUTO;
  const option = (name: string, text: string): TemplateResult =>
    html`<option value=${name} .selected=${name === chosen}>${text}</option>`;
  return html`<label class="quality">
    <span>${say('quality')}</span>
    <span class="select">
      <select
        ?disabled=${offered.length === 0}
        @change=${(event: Event) => actions.choose((event.target as HTMLSelectElement).value)}
      >
        ${option(AUTO, autoTextOf(model, chosen))}
        ${offered.map((name) => option(name, renditionTextOf(name, say)))}
      </select>
      ${iconOf('down')}
    </span>
  </label>`;
}

function autoTextOf({ rendition, state, say }: PlayerModel, chosen: QualityChoice): string {
  if (chosen !== AUTO || rendition === null || state !== 'playing') return say('qualityAuto');
  return say('qualityAutoPlaying', { rendition: renditionTextOf(rendition, say) });
}

function plotsButtonView({ isPlotsOpen, say }: PlayerModel, actions: PlayerActions): TemplateResult {
  return html`<button
    class="plots-button"
    type="button"
    aria-expanded=${String(isPlotsOpen)}
    aria-controls="plots"
    @click=${actions.togglePlots}
  >
    ${iconOf('plots')}<span>${say('details')}</span>
  </button>`;
}
