import { html, nothing, type TemplateResult } from 'lit';
import type { CaptureActions } from './capture-view.ts';

/** What became of the last try to copy. */
export type LinkFeedback = 'none' | 'copied' | 'failed';

const FEEDBACK: Record<LinkFeedback, string> = {
  none: '',
  copied: 'Copied.',
  failed: 'The browser did not let the page copy; select the link and copy it.',
};

/** The address at which a station is heard. */
export function listenerLinkOf(station: string): string {
  return new URL(`/listen/${station}`, location.href).href;
}

/** The listeners' link, to open, copy or share. */
export function listenerLinkView(
  station: string,
  feedback: LinkFeedback,
  actions: Pick<CaptureActions, 'onCopyLink' | 'onShareLink'>,
): TemplateResult {
  const link = listenerLinkOf(station);
  const canShare = 'share' in navigator;
  return html`
    <section class="card" aria-labelledby="listeners">
      <h2 id="listeners">For your listeners</h2>
      <a class="link" href=${link} target="_blank" rel="noopener">${link}</a>
      <div class="actions">
        <button class="quiet" type="button" @click=${actions.onCopyLink}>Copy link</button>
        ${canShare ? html`<button class="quiet" type="button" @click=${actions.onShareLink}>Share…</button>` : nothing}
      </div>
      <p class="hint" role="status">${FEEDBACK[feedback]}</p>
    </section>
  `;
}
