import { html, type TemplateResult } from 'lit';
import type { MessageId, Words } from '../messages/words.ts';
import type { Loudness } from '../mixing/loudness.ts';

const FLOOR_LUFS = -70;

/** How loud the mix is, in LUFS. */
export function loudnessView(loudness: Loudness, { say, number }: Words): TemplateResult {
  const rows: [MessageId, number | undefined][] = [
    ['loudness.momentary', loudness.momentaryLufs],
    ['loudness.shortTerm', loudness.shortTermLufs],
    ['loudness.integrated', loudness.integratedLufs],
  ];
  const textOf = (lufs = Number.NEGATIVE_INFINITY): string =>
    lufs > FLOOR_LUFS ? number(lufs, 1).replace('-', '−') : '−∞';
  return html`
    <dl class="loudness" aria-label=${say('loudness.name')}>
      ${rows.map(([id, lufs]) => html`<div><dt>${say(id)}</dt><dd>${textOf(lufs)} <small>LUFS</small></dd></div>`)}
    </dl>
  `;
}
