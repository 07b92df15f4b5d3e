import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StationEvent } from '../feed/station-state.ts';
import type { Language, MessageId, Say } from '../messages/messages.ts';

const SHOWN_EVENTS = 100;

/** What happened, the newest first. */
export function logView(log: readonly StationEvent[], say: Say, language: Language): TemplateResult {
  return html`<section class="card" aria-labelledby="log-title">
    <h2 id="log-title">${say('log')}</h2>
    ${log.length === 0 ? html`<p class="muted">${say('logEmpty')}</p>` : nothing}
    <div class="log" role="log" tabindex="0" aria-labelledby="log-title"><ol>
      ${repeat(
        log.slice(0, SHOWN_EVENTS),
        // Lines that stay are not touched: whoever has the page read out would hear them all again.
        ({ type, station, atMs }) => `${atMs} ${type} ${station}`,
        ({ type, station, atMs, source }) => html`<li data-type=${type}>
          <time datetime=${new Date(atMs).toISOString()}>${new Date(atMs).toLocaleString(language)}</time>
          <strong>${station}</strong> ${say(`event.${type}` as MessageId)}
          ${source === null ? nothing : html`<span class="muted">${source}</span>`}
        </li>`,
      )}
    </ol></div>
  </section>`;
}
