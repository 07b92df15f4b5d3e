import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DashboardModel } from '../feed/dashboard-model.ts';
import type { Language, Say } from '../messages/messages.ts';
import type { AdminActions } from './admin-actions.ts';
import { newStationView } from './settings-view.ts';
import { stationView } from './station-view.ts';

/** What is shown of all stations. */
export interface StationList {
  readonly model: DashboardModel;
  readonly say: Say;
  readonly language: Language;
  readonly actions: AdminActions;
}

/** Every station, and a form for another. */
export function stationsView({ model, ...common }: StationList): TemplateResult {
  const { say, actions } = common;
  return html`<section aria-labelledby="stations-title">
    <h2 id="stations-title" tabindex="-1">${say('stations')}</h2>
    <div class="station-list">
      ${repeat(
        model.stations,
        ({ name }) => name,
        (station) => stationView({ station, uplinkBps: model.uplinkBpsOf(station.name), ...common }),
      )}
    </div>
    ${newStationView(say, actions)}
  </section>`;
}
