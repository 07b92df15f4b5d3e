import { html, nothing, type TemplateResult } from 'lit';
import type { SettingsChange } from '../feed/admin-api.ts';
import type { StationState } from '../feed/station-state.ts';
import type { MessageId, Say } from '../messages/messages.ts';
import type { AdminActions } from './admin-actions.ts';
import { fieldTextOf } from './field-text.ts';

const PROFILES = ['ultra', 'low', 'relaxed', 'standard'] as const;
const LATE_POLICIES = ['skip', 'never-skip'] as const;
const SECOND_SOURCES = ['refuse', 'stand-by'] as const;
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
  const { name, settings, effective } = station;
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    actions.changeStation(name, changeOf(event.target as HTMLFormElement, settings));
  };
  return html`<form class="settings" aria-labelledby="settings-title" @submit=${save}>
    <h2 id="settings-title">${say('settingsOf', { station: name })}</h2>
    <p class="muted">${say('settingsHint')}</p>
    ${settingFields({ settings, effective }, say)}
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

type SettingFields = Pick<StationState, 'settings' | 'effective'>;

function settingFields({ settings, effective }: SettingFields, say: Say): TemplateResult {
  const likeAll = (value: string | number): string => say('likeAll', { value });
  return html`
    <label>${say('latency')}
      ${choice('latency', {
        chosen: settings.latency,
        fallback: likeAll(settings.latency === undefined ? effective.latency : '…'),
        options: PROFILES.map((profile) => [profile, say(`latency.${profile}`)]),
      })}
    </label>
    <label>${say('renditions')}
      <input name="renditions" .value=${settings.renditions?.join(', ') ?? ''} placeholder=${likeAll(effective.renditions.join(', '))}
        autocapitalize="none" autocomplete="off" spellcheck="false" aria-describedby="renditions-hint" />
      <small id="renditions-hint">${say('renditionsHint')}</small>
    </label>
    <label>${say('delayMs')}
      <input name="delayMs" type="number" min="0" max=${MAX_DELAY_MS} .value=${String(settings.delayMs ?? '')}
        placeholder=${likeAll(effective.delayMs)} />
    </label>
    ${whenLateField({ settings, effective }, say)} ${secondSourceField({ settings, effective }, say)}
    ${recordField({ settings, effective }, say)}`;
}

function whenLateField({ settings, effective }: SettingFields, say: Say): TemplateResult {
  const common = say(`whenLate.${effective.whenLate}` as MessageId);
  return html`<label>${say('whenLate')}
    ${choice('whenLate', {
      chosen: settings.whenLate,
      fallback: say('likeAll', { value: settings.whenLate === undefined ? common : '…' }),
      options: LATE_POLICIES.map((policy) => [policy, say(`whenLate.${policy}`)]),
    })}
  </label>`;
}

function secondSourceField({ settings, effective }: SettingFields, say: Say): TemplateResult {
  const common = say(`secondSource.${effective.secondSource}` as MessageId);
  return html`<label>${say('secondSource')}
    ${choice('secondSource', {
      chosen: settings.secondSource,
      fallback: say('likeAll', { value: settings.secondSource === undefined ? common : '…' }),
      options: SECOND_SOURCES.map((kind) => [kind, say(`secondSource.${kind}`)]),
    })}
  </label>`;
}

function recordField({ settings, effective }: SettingFields, say: Say): TemplateResult {
  const common = say(`record.${effective.record}`);
  return html`<label>${say('record')}
    ${choice('record', {
      chosen: settings.record === undefined ? undefined : String(settings.record),
      fallback: say('likeAll', { value: settings.record === undefined ? common : '…' }),
      options: [
        ['true', say('record.true')],
        ['false', say('record.false')],
      ],
    })}
  </label>`;
}

interface Choice {
  readonly chosen: string | undefined;
  /** What having nothing of its own is called. */
  readonly fallback: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

function choice(name: string, { chosen, fallback, options }: Choice): TemplateResult {
  return html`<select name=${name}>
    <option value="" ?selected=${chosen === undefined}>${fallback}</option>
    ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
  </select>`;
}

/**
 * What was changed, and nothing else: what the settings file says of a station would be kept as said here, and hold
 * whatever the file says later. An empty field takes the setting back to what holds for all stations.
 */
function changeOf(form: HTMLFormElement, settings: StationState['settings']): SettingsChange {
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
  const before: Readonly<Record<string, unknown>> = { ...settings };
  const isChanged = ([name, value]: [string, unknown]): boolean =>
    JSON.stringify(value) !== JSON.stringify(before[name] ?? null);
  return Object.fromEntries(Object.entries(said).filter(isChanged));
}
