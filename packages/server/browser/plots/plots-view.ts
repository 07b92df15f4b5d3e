import { html, type TemplateResult } from 'lit';
import type { Say } from '../messages/messages.ts';
import { LINE_COLORS } from './dashboard-plots.ts';

/** Where the plots go, and what they show. */
export function plotsView(stations: readonly string[], say: Say): TemplateResult {
  return html`<div class="columns">
    <figure class="card">
      <figcaption>
        <h2>${say('listenersOverTime')}</h2>
        ${stations.map((name, at) => html`<span class="key" data-line=${at % LINE_COLORS}>${name}</span>`)}
      </figcaption>
      <div class="plot" id="listeners-plot"></div>
    </figure>
    <figure class="card">
      <figcaption>
        <h2>${say('latencyHistogram')}</h2>
        <span class="muted">${say('latencyHistogramHint')}</span>
      </figcaption>
      <div class="plot" id="latency-plot"></div>
    </figure>
  </div>`;
}
