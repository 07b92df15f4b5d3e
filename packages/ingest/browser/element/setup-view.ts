import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureActions, CaptureModel } from './capture-view.ts';

const CHANNEL_WORDS: Record<number, string> = { 1: 'mono', 2: 'stereo' };

/** The microphone and the stream key. */
export function setupView(model: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`
    <section class="card" aria-label="Set-up">
      ${microphoneField(model, actions)} ${model.isBroadcasting ? nothing : keyField(model, actions)}
    </section>
  `;
}

function microphoneField(model: CaptureModel, actions: CaptureActions): TemplateResult {
  const { devices, microphone } = model;
  const chosen = microphone.name === 'open' ? microphone.deviceId : '';
  const hasNames = devices.some((device) => device.label !== '');
  return html`
    <div class="field">
      <label for="microphone">Microphone</label>
      <select
        id="microphone"
        ?disabled=${!hasNames}
        @change=${(event: Event) => actions.onChooseDevice((event.target as HTMLSelectElement).value)}
      >
        ${hasNames ? nothing : html`<option>The system’s default</option>`}
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
              Open the microphone
            </button>`
      }
    </div>
  `;
}

function formatText({ report, channels }: CaptureModel): string {
  if (report.sampleRateHz === undefined || channels === 0) return '';
  const rate = `${report.sampleRateHz / 1_000} kHz`;
  return `${rate}, ${CHANNEL_WORDS[channels] ?? `${channels} channels`}, sent as it is.`;
}

function keyField(model: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`
    <div class="field">
      <label for="stream-key">Stream key</label>
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
        Remember on this device
      </label>
    </div>
  `;
}
