import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureActions, CaptureModel } from './capture-view.ts';

/** The stream key, which nobody needs to see on air. */
export function keyView(model: CaptureModel, actions: CaptureActions): TemplateResult | typeof nothing {
  if (model.isBroadcasting) return nothing;
  const { say } = model.words;
  return html`
    <div class="card field">
      <label for="stream-key">${say('key.name')}</label>
      <input
        id="stream-key"
        type="password"
        autocomplete="off"
        spellcheck="false"
        .value=${model.streamKey}
        @input=${(event: Event) => actions.onKeyTyped((event.target as HTMLInputElement).value)}
      />
      <label class="tick">
        <input
          type="checkbox"
          .checked=${model.isKeyRemembered}
          @change=${(event: Event) => actions.onRememberKey((event.target as HTMLInputElement).checked)}
        />
        ${say('key.remember')}
      </label>
    </div>
  `;
}
