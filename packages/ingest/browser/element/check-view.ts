import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureActions, CaptureModel } from './capture-view.ts';

/** A few seconds for the broadcaster's own ears, before going live. */
export function checkView(model: CaptureModel, actions: CaptureActions): TemplateResult | typeof nothing {
  if (model.isBroadcasting || !model.isUsable) return nothing;
  const { say } = model.words;
  return html`
    <div class="check">
      <div class="actions">
        <button
          class="quiet"
          type="button"
          ?disabled=${model.check === 'recording' || model.check === 'playing'}
          @click=${actions.onCheck}
        >
          ${say('check.start')}
        </button>
        ${
          model.check === 'done'
            ? html`<button class="quiet" type="button" @click=${actions.onCheckAgain}>${say('check.again')}</button>`
            : nothing
        }
      </div>
      <p class="hint" role="status">${checkText(model)}</p>
    </div>
  `;
}

function checkText({ check, report: { checkLeftMs = 0 }, words: { say, number } }: CaptureModel): string {
  if (check === 'playing') return say('check.playing');
  if (check !== 'recording') return say('check.hint');
  return say('check.recording', {
    seconds: say('seconds', { count: number(Math.ceil(checkLeftMs / 1_000)) }),
  });
}
