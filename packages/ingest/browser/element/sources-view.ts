import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CaptureActions, CaptureModel } from './capture-view.ts';
import { stripView } from './strip-view.ts';

/** Everything that can be heard, and the ways to add to it. */
export function sourcesView(model: CaptureModel, actions: CaptureActions): TemplateResult | typeof nothing {
  // Without a secure page there is none.
  if (model.strips.length === 0) return nothing;
  const { say } = model.words;
  return html`
    <section class="card sources" aria-label=${say('sources.name')}>
      ${repeat(
        model.strips,
        ({ id }) => id,
        (strip) => stripView(strip, model, actions),
      )}
      ${model.isUsable ? addView(model, actions) : nothing}
    </section>
  `;
}

function addView({ words: { say } }: CaptureModel, actions: CaptureActions): TemplateResult {
  return html`
    <div class="add" role="group" aria-label=${say('sources.add')}>
      <p class="hint">${say('sources.add')}</p>
      <div class="actions">
        <button class="quiet small" type="button" @click=${actions.onAddInput}>${say('sources.addInput')}</button>
        <button class="quiet small" type="button" @click=${actions.onAddShared}>${say('sources.addShared')}</button>
        <label class="quiet small">
          <input
            class="spoken-only"
            type="file"
            accept="audio/*,video/mp4,video/webm,.flac,.opus,.mka"
            multiple
            @change=${(event: Event) => takeFiles(event.target as HTMLInputElement, actions)}
          />
          ${say('sources.addFiles')}
        </label>
      </div>
      <p class="hint">${say('sources.drop')}</p>
    </div>
  `;
}

function takeFiles(input: HTMLInputElement, actions: CaptureActions): void {
  actions.onAddFiles([...(input.files ?? [])]);
  // So that the same file can be chosen again.
  input.value = '';
}
