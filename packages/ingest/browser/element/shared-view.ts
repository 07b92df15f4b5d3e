import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../messages/words.ts';
import type { SharedSoundState } from '../sources/shared-sound.ts';
import type { Strip } from '../sources/source-rack.ts';
import type { CaptureActions } from './capture-view.ts';

/** The sound of a tab or of the system. */
export function sharedView(
  { id, shared }: Extract<Strip, { kind: 'shared' }>,
  words: Words,
  actions: CaptureActions,
): TemplateResult {
  const { name } = shared.state;
  const canShareAgain = name === 'ended' || name === 'silent' || name === 'failed';
  return html`
    <p class="hint" role="status">${textOf(shared.state, words)}</p>
    ${
      canShareAgain
        ? html`<div class="actions">
            <button class="quiet" type="button" @click=${() => actions.onShareAgain(id)}>
              ${words.say('shared.again')}
            </button>
          </div>`
        : nothing
    }
  `;
}

function textOf(state: SharedSoundState, { say }: Words): string {
  switch (state.name) {
    case 'opening':
      return say('status.askingDetail');
    case 'open':
      return state.label;
    case 'ended':
      return say('shared.ended');
    case 'silent':
      return say('shared.noSound');
    case 'unsupported':
      return say('shared.unsupported');
    case 'failed':
      return say('shared.failed', { reason: state.reason });
  }
}
