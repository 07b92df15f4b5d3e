import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Words } from '../messages/words.ts';
import type { WorkerReport } from '../worker-message.ts';

/** As long as the segments that listeners get; ten of them are what a player can reach. */
const ARC_MS = 1_920;
const ARCS = 10;
/** In hundredths of the circle. */
const ARC_LENGTH = 100 / ARCS;
const ARC_GAP = 1.4;
const FAINTEST = 0.2;

/** What the button is made of. */
export interface GoButtonModel {
  readonly report: WorkerReport;
  readonly isBroadcasting: boolean;
  readonly isUsable: boolean;
  readonly words: Words;
}

/**
 * Go live, or stop. The ring around it is the listeners' window: an arc for each of the last ten segments, the
 * newest the brightest, moved on by what the server has acknowledged.
 */
export function goButton({ report, isBroadcasting, isUsable, words }: GoButtonModel): TemplateResult {
  const isStopping = report.state.name === 'stopping';
  const label = words.say(isStopping ? 'go.stopping' : isBroadcasting ? 'go.stop' : 'go.start');
  const onAirMs = isBroadcasting ? report.onAirMs : 0;
  return html`
    <div class="go-frame">
      <svg class="ring" viewBox="0 0 100 100" aria-hidden="true">
        ${Array.from({ length: ARCS }, (_, index) => arc(index, brightnessOf(index, onAirMs)))}
      </svg>
      <button class="go" type="submit" ?data-on=${isBroadcasting} ?disabled=${isStopping || !isUsable}>
        <span class="go-sign" aria-hidden="true"></span>
        <span>${label}</span>
      </button>
    </div>
  `;
}

/** 0 for an arc without sound, else up to 1 for the newest. */
function brightnessOf(index: number, onAirMs: number): number {
  const newest = Math.floor(onAirMs / ARC_MS);
  const age = (((newest - index) % ARCS) + ARCS) % ARCS;
  if (age > newest || onAirMs === 0) return 0;
  return age === 0 ? (onAirMs % ARC_MS) / ARC_MS : 1 - ((1 - FAINTEST) * (age - 1)) / (ARCS - 1);
}

function arc(index: number, brightness: number): SVGTemplateResult {
  const dashes = `${ARC_LENGTH - ARC_GAP} ${100 - ARC_LENGTH + ARC_GAP}`;
  const place = { dashes, offset: -index * ARC_LENGTH - ARC_GAP / 2 };
  return svg`${circle('ring-rest', place, 1)}${circle('ring-lit', place, brightness)}`;
}

function circle(
  name: string,
  { dashes, offset }: { dashes: string; offset: number },
  opacity: number,
): SVGTemplateResult {
  return svg`<circle class=${name} cx="50" cy="50" r="48" pathLength="100" stroke-dasharray=${dashes}
    stroke-dashoffset=${offset} opacity=${opacity.toFixed(2)} />`;
}
