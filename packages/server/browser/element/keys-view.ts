import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { KeyList } from '../feed/key-list.ts';
import type { StreamKey } from '../feed/station-state.ts';
import type { Language, Say } from '../messages/messages.ts';
import type { AdminActions } from './admin-actions.ts';
import { fieldTextOf } from './field-text.ts';

/** Stands for all stations in the form; no station can be called so. */
const ALL_STATIONS = '*';

/** What the panel of stream keys shows. */
export interface KeysPanel {
  readonly list: KeyList;
  readonly stations: readonly string[];
  readonly say: Say;
  readonly language: Language;
  readonly actions: AdminActions;
}

/** Stream keys: those that were made, and a form for another. */
export function keysView(panel: KeysPanel): TemplateResult {
  const { list, say } = panel;
  return html`<section class="card" aria-labelledby="keys-title">
    <h2 id="keys-title" tabindex="-1">${say('keys')}</h2>
    <p class="muted">${say('keysHint')}</p>
    ${newKeyView(panel)}
    ${stateView(panel)}
    <ul class="keys">
      ${repeat(
        list.keys ?? [],
        ({ id }) => id,
        (key) => keyView(key, panel),
      )}
    </ul>
    ${formView(panel)}
  </section>`;
}

/** What is to be said of the list, besides those in it. */
function stateView({ list: { keys, fault }, say }: KeysPanel): TemplateResult | typeof nothing {
  if (fault !== undefined) return html`<p class="fault" role="alert">${say('keysFault', { why: fault })}</p>`;
  return keys?.length === 0 ? html`<p class="muted">${say('noKeys')}</p>` : nothing;
}

function newKeyView({ list: { newKey }, stations, say }: KeysPanel): TemplateResult {
  const station = newKey?.station ?? stations[0] ?? 'main';
  return html`<div role="status">${
    newKey?.key === undefined
      ? nothing
      : html`<p class="notice">${say('newKey', { label: newKey.label })}<br /><code>${newKey.key}</code><br />
          <a href="/broadcast/${station}#key=${encodeURIComponent(newKey.key)}">${say('captureLink')}</a></p>`
  }</div>`;
}

function keyView(
  { id, label, station, createdAt, lastUsedAt }: StreamKey,
  { say, language, actions }: KeysPanel,
) {
  const timeOf = (text: string): string => new Date(text).toLocaleString(language);
  const used = lastUsedAt === null ? say('neverUsed') : say('usedAt', { time: timeOf(lastUsedAt) });
  return html`<li>
    <span><strong>${label}</strong> · ${station ?? say('allStations')}
      <span class="muted">${say('madeAt', { time: timeOf(createdAt) })}, ${used}</span></span>
    <button type="button" class="danger" aria-label=${say('revokeKey', { label })} @click=${() => actions.revokeKey(id, label)}>
      ${say('revoke')}
    </button>
  </li>`;
}

/**
 * The first choice is what browsers turn to when the station that was chosen is removed; a `required` field does not
 * take it. They would make a key for all stations instead.
 */
function formView({ stations, say, actions }: KeysPanel): TemplateResult {
  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const station = fieldTextOf(form, 'station');
    if (await actions.makeKey(fieldTextOf(form, 'label'), station === ALL_STATIONS ? null : station))
      form.reset();
  };
  return html`<form class="row" @submit=${make} aria-label=${say('makeKey')}>
    <label>${say('keyLabel')} <input name="label" required maxlength="100" autocomplete="off" /></label>
    <label>${say('keyStation')}
      <select name="station" required>
        <option value="" hidden></option>
        <option value=${ALL_STATIONS} selected>${say('allStations')}</option>
        ${repeat(
          stations,
          (name) => name,
          (name) => html`<option value=${name}>${name}</option>`,
        )}
      </select>
    </label>
    <button type="submit">${say('makeKey')}</button>
  </form>`;
}
