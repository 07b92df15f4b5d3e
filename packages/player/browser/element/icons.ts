import { html, svg, type TemplateResult } from 'lit';

const SPEAKER =
  'M4 9.5a.5.5 0 0 1 .5-.5H8l4.2-3.7a.5.5 0 0 1 .8.4v12.6a.5.5 0 0 1-.8.4L8 15H4.5a.5.5 0 0 1-.5-.5z';

/** Pictures on a grid of 24 by 24, drawn in the colour of the text around them. */
const SHAPES = {
  play: svg`<path d="M8 5.14v13.72c0 .8.87 1.3 1.56.88l11-6.86a1.04 1.04 0 0 0 0-1.76l-11-6.86A1.03 1.03 0 0 0 8 5.14z"/>`,
  pause: svg`<rect x="6" y="4.5" width="4.5" height="15" rx="1.2"/><rect x="13.5" y="4.5" width="4.5" height="15" rx="1.2"/>`,
  back: svg`<path class="line" d="M4.1 9A8.4 8.4 0 1 1 3.7 13.6M3.8 4.2V9h4.8"/>`,
  volume: svg`<path d=${SPEAKER}/><path class="line" d="M16 8.8a4.8 4.8 0 0 1 0 6.4M18.7 6.2a8.4 8.4 0 0 1 0 11.6"/>`,
  muted: svg`<path d=${SPEAKER}/><path class="line" d="m16.5 9.6 4.8 4.8m0-4.8-4.8 4.8"/>`,
  down: svg`<path class="line" d="m8 10 4 4 4-4"/>`,
  plots: svg`<path class="line" d="M3.5 16.5 8 10l4 4.5 3.5-8 5 9.5"/>`,
} as const;

/** A picture; it says nothing to a screen reader. */
export function iconOf(name: keyof typeof SHAPES): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}
