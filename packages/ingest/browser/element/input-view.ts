import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../messages/words.ts';
import type { Processing } from '../sources/microphone-track.ts';
import type { MicrophoneState } from '../sources/microphone.ts';
import type { Strip } from '../sources/source-rack.ts';
import type { CaptureActions, CaptureModel } from './capture-view.ts';
import { deviceView, processingHint } from './device-view.ts';
import { problemText } from './problem-text.ts';
import { stripName } from './strip-name.ts';

type InputStrip = Extract<Strip, { kind: 'input' }>;

/** The device of an input. */
export function inputView(strip: InputStrip, model: CaptureModel, actions: CaptureActions): TemplateResult {
  const { devices, words } = model;
  const { state } = strip.microphone;
  const chosen = 'deviceId' in state ? state.deviceId : undefined;
  const named = devices.filter(({ label }) => label !== '');
  const isChosen = named.some(({ deviceId }) => deviceId === chosen);
  const fieldId = strip.number === 1 ? 'microphone' : strip.id;
  return html`
    <div class="field">
      <label for=${fieldId} ?data-spoken-only=${model.strips.length > 1}>${stripName(strip, words)}</label>
      <select
        id=${fieldId}
        ?disabled=${named.length === 0}
        @change=${(event: Event) => actions.onChooseDevice(strip.id, (event.target as HTMLSelectElement).value)}
      >
        ${named.length === 0 ? html`<option>${words.say('source.default')}</option>` : noDevice(!isChosen)}
        ${named.map(
          ({ deviceId, label }) =>
            html`<option value=${deviceId} .selected=${deviceId === chosen}>${label}</option>`,
        )}
      </select>
      <p class="hint">${hintOf(strip, model)}</p>
      ${model.isUsable && (named.length === 0 || isAway(state)) ? openButton(strip, model, actions) : nothing}
    </div>
  `;
}

/** Stands in the box while no device is open: one that is shown there already cannot be chosen. */
function noDevice(isSelected: boolean): TemplateResult {
  return html`<option value="" disabled hidden .selected=${isSelected}></option>`;
}

/** Whether it is opened by the broadcaster alone. */
function isAway({ name }: MicrophoneState): boolean {
  return name === 'closed' || name === 'failed';
}

function openButton({ id }: InputStrip, { words }: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`<button class="quiet" type="button" @click=${() => actions.onOpenInput(id)}>
    ${words.say('source.open')}
  </button>`;
}

/** What it is made for, and what its device really gives. */
export function inputSettingsView(
  { id, microphone }: InputStrip,
  { words }: CaptureModel,
  actions: CaptureActions,
): TemplateResult {
  const options: Processing[] = ['music', 'speech'];
  return html`
    <div class="field">
      <label for="${id}-processing">${words.say('source.processing')}</label>
      <select
        id="${id}-processing"
        @change=${(event: Event) => actions.onProcess(id, (event.target as HTMLSelectElement).value as Processing)}
      >
        ${options.map(
          (option) =>
            html`<option value=${option} .selected=${option === microphone.processing}>
              ${words.say(`source.${option}`)}
            </option>`,
        )}
      </select>
      <p class="hint">${processingHint(microphone, words)}</p>
    </div>
    ${deviceView(microphone.track, words)}
  `;
}

function hintOf(
  { id, channel, microphone: { state } }: InputStrip,
  { report, channels, strips, words }: CaptureModel,
): string {
  const isAlone = strips.length === 1;
  if (!isAlone && (state.name === 'lost' || state.name === 'failed')) {
    const { title, advice } = problemText(state.problem, words);
    return `${title} ${advice}`;
  }
  const sampleRateHz = report.sources[id]?.sampleRateHz;
  const count = channels[id] ?? 0;
  if (sampleRateHz === undefined || count === 0) return '';
  const rate = words.number(sampleRateHz / 1_000, sampleRateHz % 1_000 === 0 ? 0 : 1);
  return words.say(isAlone && channel.gainDb === 0 ? 'source.format' : 'source.formatMixed', {
    rate,
    channels: channelsText(count, words),
  });
}

function channelsText(channels: number, { say }: Words): string {
  if (channels === 1) return say('source.mono');
  if (channels === 2) return say('source.stereo');
  return say('source.channels', { count: String(channels) });
}
