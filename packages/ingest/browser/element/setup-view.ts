import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../messages/words.ts';
import type { CaptureActions, CaptureModel } from './capture-view.ts';

/** The microphone and the stream key. */
export function setupView(model: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`
    <section class="card" aria-label=${model.words.say('sources.name')}>
      ${microphoneField(model, actions)} ${model.isBroadcasting ? nothing : keyField(model, actions)}
    </section>
  `;
}

function microphoneField(model: CaptureModel, actions: CaptureActions): TemplateResult {
  const { devices, microphone } = model;
  const { say } = model.words;
  const chosen = microphone.name === 'open' ? microphone.deviceId : '';
  const hasNames = devices.some((device) => device.label !== '');
  return html`
    <div class="field">
      <label for="microphone">${say('source.microphone')}</label>
      <select
        id="microphone"
        ?disabled=${!hasNames}
        @change=${(event: Event) => actions.onChooseDevice((event.target as HTMLSelectElement).value)}
      >
        ${hasNames ? nothing : html`<option>${say('source.default')}</option>`}
        ${devices
          .filter((device) => device.label !== '')
          .map(
            ({ deviceId, label }) =>
              html`<option value=${deviceId} .selected=${deviceId === chosen}>${label}</option>`,
          )}
      </select>
      ${
        hasNames || !model.isUsable
          ? html`<p class="hint">${formatText(model)}</p>`
          : html`<button class="quiet" type="button" @click=${actions.onAskForMicrophone}>
              ${say('source.open')}
            </button>`
      }
    </div>
  `;
}

function formatText({ report: { sampleRateHz }, channels, words }: CaptureModel): string {
  if (sampleRateHz === undefined || channels === 0) return '';
  const rate = words.number(sampleRateHz / 1_000, sampleRateHz % 1_000 === 0 ? 0 : 1);
  return words.say('source.format', { rate, channels: channelsText(channels, words) });
}

function channelsText(channels: number, { say }: Words): string {
  if (channels === 1) return say('source.mono');
  if (channels === 2) return say('source.stereo');
  return say('source.channels', { count: String(channels) });
}

function keyField(model: CaptureModel, actions: CaptureActions): TemplateResult {
  const { say } = model.words;
  return html`
    <div class="field">
      <label for="stream-key">${say('key.name')}</label>
      <input
        id="stream-key"
        type="password"
        autocomplete="off"
        spellcheck="false"
        .value=${model.streamKey}
        @input=${(event: Event) => actions.onKeyTyped((event.target as HTMLInputElement).value)}
      />
      <label class="tick">
        <input
          type="checkbox"
          .checked=${model.isKeyRemembered}
          @change=${(event: Event) => actions.onRememberKey((event.target as HTMLInputElement).checked)}
        />
        ${say('key.remember')}
      </label>
    </div>
  `;
}
