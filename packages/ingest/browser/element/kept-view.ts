import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureActions, CaptureModel } from './capture-view.ts';

/** Offers to send what an earlier broadcast left on this device. */
export function keptView(model: CaptureModel, actions: CaptureActions): TemplateResult | typeof nothing {
  const { kept } = model.report;
  const { say, seconds } = model.words;
  if (kept === undefined || model.isBroadcasting) return nothing;
  return html`
    <section class="card kept" role="status" aria-label=${say('kept.name')}>
      <p>${say('kept.text', { seconds: seconds(kept.unsentMs) })}</p>
      <div class="actions">
        <button class="quiet" type="button" @click=${() => actions.onSendKept(kept.session)}>${say('kept.send')}</button>
        <button class="quiet" type="button" @click=${() => actions.onDiscardKept(kept.session)}>${say('kept.discard')}</button>
      </div>
    </section>
  `;
}
