import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureActions, CaptureModel } from './capture-view.ts';
import { secondsText } from './duration-text.ts';

/** Offers to send what an earlier broadcast left on this device. */
export function keptView(model: CaptureModel, actions: CaptureActions): TemplateResult | typeof nothing {
  const { kept } = model.report;
  if (kept === undefined || model.isBroadcasting) return nothing;
  return html`
    <section class="card kept" role="status" aria-label="Unsent sound">
      <p>${secondsText(kept.unsentMs)} of your last broadcast have not been sent. They are safe on this device.</p>
      <div class="actions">
        <button class="quiet" type="button" @click=${() => actions.onSendKept(kept.session)}>Send them</button>
        <button class="quiet" type="button" @click=${() => actions.onDiscardKept(kept.session)}>Discard</button>
      </div>
    </section>
  `;
}
