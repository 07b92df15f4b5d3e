import { html, nothing, type TemplateResult } from 'lit';
import type { MessageId, Words } from '../messages/words.ts';

/** What became of the last try to copy. */
type LinkFeedback = 'none' | 'copied' | 'failed';

const FEEDBACK: Record<LinkFeedback, MessageId | undefined> = {
  none: undefined,
  copied: 'link.copied',
  failed: 'link.failed',
};

/** The link by which a station is heard, and what became of copying it. */
export class ListenerLink {
  readonly #station: string;
  readonly #onChange: () => void;
  #feedback: LinkFeedback = 'none';

  constructor(station: string, onChange: () => void) {
    this.#station = station;
    this.#onChange = onChange;
  }

  get feedback(): LinkFeedback {
    return this.#feedback;
  }

  copy(): void {
    navigator.clipboard.writeText(listenerLinkOf(this.#station)).then(
      () => this.#show('copied'),
      () => this.#show('failed'),
    );
  }

  share(): void {
    // Whoever closes the menu has thought better of it.
    navigator.share({ url: listenerLinkOf(this.#station) }).catch(() => undefined);
  }

  #show(feedback: LinkFeedback): void {
    this.#feedback = feedback;
    this.#onChange();
  }
}

/** The address at which a station is heard. */
function listenerLinkOf(station: string): string {
  return new URL(`/listen/${station}`, location.href).href;
}

/** The listeners' link, to open, copy or share. */
export function listenerLinkView({
  station,
  link,
  words: { say },
}: {
  station: string;
  link: ListenerLink;
  words: Words;
}): TemplateResult {
  const address = listenerLinkOf(station);
  const feedback = FEEDBACK[link.feedback];
  const canShare = 'share' in navigator;
  return html`
    <section class="card" aria-labelledby="listeners">
      <h2 id="listeners">${say('link.name')}</h2>
      <a class="link" href=${address} target="_blank" rel="noopener">${address}</a>
      <div class="actions">
        <button class="quiet" type="button" @click=${() => link.copy()}>${say('link.copy')}</button>
        ${canShare ? html`<button class="quiet" type="button" @click=${() => link.share()}>${say('link.share')}</button>` : nothing}
      </div>
      <p class="hint" role="status">${feedback === undefined ? '' : say(feedback)}</p>
    </section>
  `;
}
