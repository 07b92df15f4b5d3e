import { html, nothing, type TemplateResult } from 'lit';
import type { MessageId, Words } from '../messages/words.ts';
import { type ChannelSettings, MAX_GAIN_DB, MIN_GAIN_DB } from '../mixing/channel-settings.ts';
import type { Strip } from '../sources/source-rack.ts';
import type { CaptureActions, CaptureModel } from './capture-view.ts';
import { filesView } from './files-view.ts';
import { inputSettingsView, inputView } from './input-view.ts';
import { sharedView } from './shared-view.ts';
import { stripName } from './strip-name.ts';

/** One source: what it is, and how it goes into the mix. */
export function stripView(strip: Strip, model: CaptureModel, actions: CaptureActions): TemplateResult {
  const { words } = model;
  const name = stripName(strip, words);
  const isAlone = model.strips.length === 1;
  const isSimple = isAlone && strip.kind === 'input' && !isChanged(strip.channel);
  return html`
    <div class="strip" role="group" aria-label=${name} data-source=${strip.id}>
      ${isSimple ? nothing : headView(strip, model, actions)}
      ${bodyView(strip, model, actions)}
      ${isSimple ? nothing : mixView(strip, words, actions)}
      ${
        strip.kind === 'input'
          ? html`<details>
              <summary>${words.say('source.more', { source: name })}</summary>
              <div class="details">
                ${isSimple ? gainView(strip, words, actions) : nothing}
                ${inputSettingsView(strip, model, actions)}
              </div>
            </details>`
          : nothing
      }
    </div>
  `;
}

/** Whether there is something that the broadcaster must be able to take back, even of a single source. */
function isChanged({ isMuted, isSolo, talksOver }: ChannelSettings): boolean {
  return isMuted || isSolo || talksOver;
}

function headView(strip: Strip, { words, strips }: CaptureModel, actions: CaptureActions): TemplateResult {
  const name = stripName(strip, words);
  return html`
    <div class="strip-head">
      <h2>${name}</h2>
      <ringcast-level-meter
        compact
        data-source=${strip.id}
        .words=${words}
        .label=${words.say('meter.source', { source: name })}
      ></ringcast-level-meter>
      ${strips.length === 1 ? nothing : removeButton(strip.id, name, words, actions)}
    </div>
  `;
}

function removeButton(id: string, source: string, { say }: Words, actions: CaptureActions): TemplateResult {
  return html`
    <button
      class="remove"
      type="button"
      aria-label=${say('source.remove', { source })}
      @click=${() => actions.onRemoveSource(id)}
    >
      ×
    </button>
  `;
}

function bodyView(strip: Strip, model: CaptureModel, actions: CaptureActions): TemplateResult {
  switch (strip.kind) {
    case 'input':
      return inputView(strip, model, actions);
    case 'shared':
      return sharedView(strip, model.words, actions);
    case 'files':
      return filesView(strip, model.words, actions);
  }
}

function mixView(strip: Strip, words: Words, actions: CaptureActions): TemplateResult {
  const { isMuted, isSolo, talksOver } = strip.channel;
  const toggle = (
    id: MessageId,
    isOn: boolean,
    change: Partial<ChannelSettings>,
    hint = '',
  ): TemplateResult => html`
    <button
      class="toggle"
      type="button"
      aria-pressed=${isOn}
      title=${hint || nothing}
      @click=${() => actions.onChangeChannel(strip.id, change)}
    >
      ${words.say(id)}
    </button>
  `;
  return html`
    ${gainView(strip, words, actions)}
    <div class="actions">
      ${toggle('source.mute', isMuted, { isMuted: !isMuted })}
      ${toggle('source.solo', isSolo, { isSolo: !isSolo })}
      ${
        strip.kind === 'input'
          ? toggle('source.talkOver', talksOver, { talksOver: !talksOver }, words.say('source.talkOverHint'))
          : nothing
      }
    </div>
  `;
}

function gainView({ id, channel: { gainDb } }: Strip, words: Words, actions: CaptureActions): TemplateResult {
  const text =
    gainDb <= MIN_GAIN_DB
      ? words.say('source.gainOff')
      : words.say('source.gainValue', { decibels: signed(gainDb, words) });
  return html`
    <label class="gain">
      <span>${words.say('source.gain')}</span>
      <input
        type="range"
        min=${MIN_GAIN_DB}
        max=${MAX_GAIN_DB}
        step="1"
        .value=${String(gainDb)}
        aria-valuetext=${text}
        @input=${(event: Event) => actions.onChangeChannel(id, { gainDb: Number((event.target as HTMLInputElement).value) })}
        @dblclick=${() => actions.onChangeChannel(id, { gainDb: 0 })}
      />
      <output>${text}</output>
    </label>
  `;
}

function signed(decibels: number, { number }: Words): string {
  return `${decibels > 0 ? '+' : ''}${number(decibels)}`.replace('-', '−');
}
