import { html, nothing, type TemplateResult } from 'lit';
import type { MessageId, Words } from '../messages/words.ts';
import type { CaptureActions } from './capture-view.ts';

/** What became of the last try to copy. */
export type LinkFeedback = 'none' | 'copied' | 'failed';

const FEEDBACK: Record<LinkFeedback, MessageId | undefined> = {
  none: undefined,
  copied: 'link.copied',
  failed: 'link.failed',
};

/** The address at which a station is heard. */
export function listenerLinkOf(station: string): string {
  return new URL(`/listen/${station}`, location.href).href;
}

/** The listeners' link, to open, copy or share. */
export function listenerLinkView(
  { station, linkFeedback, words: { say } }: { station: string; linkFeedback: LinkFeedback; words: Words },
  actions: Pick<CaptureActions, 'onCopyLink' | 'onShareLink'>,
): TemplateResult {
  const link = listenerLinkOf(station);
  const feedback = FEEDBACK[linkFeedback];
  const canShare = 'share' in navigator;
  return html`
    <section class="card" aria-labelledby="listeners">
      <h2 id="listeners">${say('link.name')}</h2>
      <a class="link" href=${link} target="_blank" rel="noopener">${link}</a>
      <div class="actions">
        <button class="quiet" type="button" @click=${actions.onCopyLink}>${say('link.copy')}</button>
        ${canShare ? html`<button class="quiet" type="button" @click=${actions.onShareLink}>${say('link.share')}</button>` : nothing}
      </div>
      <p class="hint" role="status">${feedback === undefined ? '' : say(feedback)}</p>
    </section>
  `;
}
