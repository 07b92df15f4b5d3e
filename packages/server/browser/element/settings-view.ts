import { html, nothing, type TemplateResult } from 'lit';
import type { SettingsChange } from '../feed/admin-api.ts';
import type { StationState } from '../feed/station-state.ts';
import type { MessageId, Say } from '../messages/messages.ts';
import type { AdminActions } from './admin-actions.ts';
import { fieldTextOf } from './field-text.ts';

/** The settings that are a choice, and what can be chosen. */
const CHOICES = {
  latency: ['ultra', 'low', 'relaxed', 'standard'],
  whenLate: ['skip', 'never-skip'],
  secondSource: ['refuse', 'stand-by'],
  record: ['true', 'false'],
} as const;
const MAX_DELAY_MS = 120_000;

/** What the form of a station's settings shows. */
export interface SettingsForm {
  /** As it was when the form was opened: what others change meanwhile must not come between what is entered. */
  readonly station: StationState;
  /** Why they were not taken. */
  readonly fault: string | undefined;
  readonly say: Say;
  readonly actions: AdminActions;
}

/** A station's settings, to be changed. */
export function settingsView({ station, fault, say, actions }: SettingsForm): TemplateResult {
  const { name, changes } = station;
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    actions.changeStation(name, changeOf(event.target as HTMLFormElement, changes));
  };
  return html`<form class="settings" aria-labelledby="settings-title" @submit=${save}>
    <h2 id="settings-title">${say('settingsOf', { station: name })}</h2>
    <p class="muted">${say('settingsHint')}</p>
    ${settingFields(station, say)}
    ${fault === undefined ? nothing : html`<p class="fault" role="alert">${fault}</p>`}
    <p class="buttons">
      <button type="submit" class="primary">${say('save')}</button>
      <button type="button" @click=${() => actions.closeSettings()}>${say('cancel')}</button>
    </p>
  </form>`;
}

/** A station to be made; what it has of its own can be set afterwards. */
export function newStationView(say: Say, actions: AdminActions): TemplateResult {
  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = fieldTextOf(form, 'name');
    if (await actions.makeStation(name, {})) form.reset();
  };
  return html`<form class="row" @submit=${make}>
    <label>${say('newStation')}
      <input name="name" required maxlength="63" pattern="[a-z0-9][a-z0-9\\-]*" title=${say('nameHint')}
        placeholder=${say('nameHint')} autocapitalize="none" autocomplete="off" spellcheck="false" />
    </label>
    <button type="submit">${say('make')}</button>
  </form>`;
}

function settingFields(station: StationState, say: Say): TemplateResult {
  const { changes, fallback } = station;
  const inSettings = (value: string | number): string => say('asInSettings', { value });
  return html`
    ${choiceField('latency', station, say)}
    <label>${say('renditions')}
      <input name="renditions" .value=${changes.renditions?.join(', ') ?? ''} placeholder=${inSettings(fallback.renditions.join(', '))}
        autocapitalize="none" autocomplete="off" spellcheck="false" aria-describedby="renditions-hint" />
      <small id="renditions-hint">${say('renditionsHint')}</small>
    </label>
    <label>${say('delayMs')}
      <input name="delayMs" type="number" min="0" max=${MAX_DELAY_MS} .value=${String(changes.delayMs ?? '')}
        placeholder=${inSettings(fallback.delayMs)} />
    </label>
    ${choiceField('whenLate', station, say)} ${choiceField('secondSource', station, say)}
    ${choiceField('record', station, say)}`;
}

function choiceField(
  name: keyof typeof CHOICES,
  { changes, fallback }: StationState,
  say: Say,
): TemplateResult {
  const textOf = (value: string | boolean): string => say(`${name}.${value}` as MessageId);
  const chosen = changes[name];
  return html`<label>${say(name)}
    <select name=${name}>
      <option value="" ?selected=${chosen === undefined}>${say('asInSettings', { value: textOf(fallback[name]) })}</option>
      ${CHOICES[name].map((value) => html`<option value=${value} ?selected=${value === String(chosen)}>${textOf(value)}</option>`)}
    </select>
  </label>`;
}

/**
 * What was changed, and nothing else: what the settings file says of a station would be kept as said here, and hold
 * whatever the file says later. An empty field takes the setting back to that.
 */
function changeOf(form: HTMLFormElement, changes: StationState['changes']): SettingsChange {
  const textOf = (name: string): string | null => fieldTextOf(form, name) || null;
  const delayMs = textOf('delayMs');
  const record = textOf('record');
  const said: Required<SettingsChange> = {
    latency: textOf('latency'),
    renditions: textOf('renditions')?.split(/\s*,\s*/) ?? null,
    delayMs: delayMs === null ? null : Number(delayMs),
    whenLate: textOf('whenLate'),
    secondSource: textOf('secondSource'),
    record: record === null ? null : record === 'true',
  };
  const before: Readonly<Record<string, unknown>> = { ...changes };
  const isChanged = ([name, value]: [string, unknown]): boolean =>
    JSON.stringify(value) !== JSON.stringify(before[name] ?? null);
  return Object.fromEntries(Object.entries(said).filter(isChanged));
}
