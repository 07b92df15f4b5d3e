import { html, nothing, type TemplateResult } from 'lit';
import type { MessageId, Say } from '../../messages/messages.ts';
import { renditionTextOf } from '../quality-text.ts';

/** The figures beside the plots. */
export interface PlotsFigures {
  readonly latencyMs: number | null;
  readonly targetMs: number | null;
  readonly bufferedMs: number | null;
  readonly throughputBps: number | null;
  readonly rendition: string | null;
  readonly stalls: number;
  readonly switches: number;
  /** Whether the plots could not be loaded. */
  readonly hasFailed: boolean;
}

const NONE = '–';

/** The panel of plots: the places where they are drawn, and what they say now in words. */
export function plotsView(figures: PlotsFigures, say: Say): TemplateResult {
  const latency = secondsOf(figures.latencyMs, say);
  const buffer = secondsOf(figures.bufferedMs, say);
  const { rendition, throughputBps, stalls, switches } = figures;
  const summary = say('plots.summary', {
    latency,
    buffer,
    stalls: String(stalls),
    switches: String(switches),
  });
  return html`
    <div class="plots-head">
      <h2>${say('plots.span')}</h2>
      ${keyView('plots.switch', { className: 'switch-key', value: String(switches), say })}
      ${keyView('plots.stall', { className: 'stall-key', value: String(stalls), say })}
    </div>
    ${figures.hasFailed ? html`<p class="failed">${say('plots.failed')}</p>` : nothing}
    <figure>
      <figcaption>
        ${keyView('plots.latency', { className: 'latency-key', value: latency, say })}
        ${keyView('plots.target', { className: 'target-key', value: secondsOf(figures.targetMs, say), say })}
        ${keyView('plots.buffer', { className: 'buffer-key', value: buffer, say })}
      </figcaption>
      <div class="delays" role="img" aria-label=${summary}></div>
    </figure>
    <figure>
      <figcaption>
        ${keyView('plots.throughput', { className: 'buffer-key', value: rateOf(throughputBps), say })}
        ${keyView('plots.quality', {
          className: 'quality-key',
          value: rendition === null ? NONE : renditionTextOf(rendition, say),
          say,
        })}
      </figcaption>
      <div class="rates" aria-hidden="true"></div>
    </figure>
  `;
}

function keyView(id: MessageId, key: { className: string; value: string; say: Say }): TemplateResult {
  return html`<span class="key ${key.className}"><i></i>${key.say(id)} <b>${key.value}</b></span>`;
}

function secondsOf(valueMs: number | null, say: Say): string {
  return valueMs === null ? NONE : say('seconds', { seconds: (valueMs / 1_000).toFixed(2) });
}

function rateOf(bps: number | null): string {
  if (bps === null) return NONE;
  const kbits = bps / 1_000;
  return kbits >= 1_000 ? `${(kbits / 1_000).toFixed(1)} Mbit/s` : `${kbits.toFixed(0)} kbit/s`;
}
